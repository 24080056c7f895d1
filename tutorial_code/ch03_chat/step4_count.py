"""Read and write side by side, so that a handler with something to tell notices who leaves."""

import asyncio
from contextlib import suppress

import responder
from starlette.websockets import WebSocketDisconnect

from tutorial_code.ch03_chat.side_by_side import side_by_side
from tutorial_code.ch03_chat.step3_guard import texts

api = responder.API(sessions=False)
queues = set()


def announce():
    for queue in queues:
        queue.put_nowait(f"{len(queues)} here")


async def read(ws):
    async for _ in texts(ws):
        pass  # nothing that a visitor says matters here, but that it left does


async def write(ws, queue):
    while True:
        message = await queue.get()
        with suppress(WebSocketDisconnect, RuntimeError):  # the reader will notice
            await ws.send_text(message)


@api.route("/count", websocket=True)
async def count(ws):
    await ws.accept()
    mine = asyncio.Queue()
    queues.add(mine)
    announce()
    try:
        await side_by_side(read(ws), write(ws, mine))
    finally:
        queues.discard(mine)
        announce()


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/count")
    api.run(address="127.0.0.1")
