"""Read in one task and work in another: the client stays, however long the work takes."""

import asyncio
import time

import responder

from tutorial_code.ch07_lifecycle.side_by_side import side_by_side

SETTINGS = {"ws_ping_interval": 1, "ws_ping_timeout": 1}

api = responder.API(sessions=False)


def work(seconds):
    time.sleep(float(seconds))
    return f"worked {seconds} s"


async def read(ws, queue):
    async for seconds in ws.iter_text():
        try:
            queue.put_nowait(seconds)
        except asyncio.QueueFull:
            await ws.close(1013, "too much work")
            return


async def answer(ws, queue):
    while True:
        seconds = await queue.get()
        await ws.send_text(await asyncio.to_thread(work, seconds))


@api.route("/work", websocket=True)
async def worker(ws):
    await ws.accept()
    queue = asyncio.Queue(maxsize=10)
    await side_by_side(read(ws, queue), answer(ws, queue))


if __name__ == "__main__":
    print("Give me seconds of work: python -m websockets ws://127.0.0.1:5042/work")
    api.run(address="127.0.0.1", **SETTINGS)
