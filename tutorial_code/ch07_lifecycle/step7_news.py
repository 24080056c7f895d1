"""Receive while sending: the handler notices at once that its client left."""

import asyncio

import responder

from tutorial_code.ch07_lifecycle.side_by_side import side_by_side

api = responder.API(sessions=False)
queues = set()


def tell(text):
    for queue in queues:
        queue.put_nowait(text)


async def read(ws):
    async for _ in ws.iter_text():
        pass  # nothing that it says matters, but that it leaves does


async def write(ws, queue):
    while True:
        await ws.send_text(await queue.get())


@api.route("/news", websocket=True)
async def news(ws):
    await ws.accept()
    queue = asyncio.Queue()
    queues.add(queue)
    tell(f"{len(queues)} here")
    try:
        await side_by_side(read(ws), write(ws, queue))
    finally:
        queues.discard(queue)
        tell(f"{len(queues)} here")


@api.route("/publish", websocket=True)
async def publish(ws):
    await ws.accept()
    async for text in ws.iter_text():
        tell(text)


if __name__ == "__main__":
    print("Hear the news: python -m websockets ws://127.0.0.1:5042/news")
    print("Make the news: python -m websockets ws://127.0.0.1:5042/publish")
    api.run(address="127.0.0.1")
