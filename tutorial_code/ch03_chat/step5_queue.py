"""Give each member a queue and a task that empties it, so that nobody waits for another."""

import asyncio
from contextlib import suppress

import responder
from starlette.websockets import WebSocketDisconnect

from tutorial_code.ch03_chat.side_by_side import side_by_side
from tutorial_code.ch03_chat.step3_guard import texts

api = responder.API(sessions=False)
queues = set()


async def broadcast(message):
    for queue in queues:
        queue.put_nowait(message)


async def read(ws, broadcast):
    async for message in texts(ws):
        await broadcast(message)


async def write(ws, queue):
    while True:
        message = await queue.get()
        with suppress(WebSocketDisconnect, RuntimeError):  # the reader will notice
            await ws.send_text(message)


@api.route("/chat", websocket=True)
async def chat(ws):
    await ws.accept()
    mine = asyncio.Queue()
    queues.add(mine)
    try:
        await side_by_side(read(ws, broadcast), write(ws, mine))
    finally:
        queues.discard(mine)


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
