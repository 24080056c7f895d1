"""Wrong on purpose: a handler that only sends does not notice that its client left."""

import asyncio

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)
queues = set()


def tell(text):
    for queue in queues:
        queue.put_nowait(text)


@api.route("/news", websocket=True)
async def news(ws):
    await ws.accept()
    queue = asyncio.Queue()
    queues.add(queue)
    tell(f"{len(queues)} here")
    try:
        while True:
            await ws.send_text(await queue.get())
    except WebSocketDisconnect as gone:
        print(f"noticed: {type(gone).__name__}, code {gone.code}")
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
