"""A room to test: it keeps each message, then puts it into the queue of every member."""

import asyncio
import contextlib

import responder
from starlette.websockets import WebSocketDisconnect

from tutorial_code.ch03_chat.step3_guard import texts

api = responder.API(sessions=False)
queues = set()


@api.route("/chat", websocket=True)
async def chat(ws):
    await ws.accept()
    queue = asyncio.Queue()
    queues.add(queue)
    writer = asyncio.create_task(deliver(queue, ws))
    try:
        async for message in texts(ws):
            await keep(message)
            for member in queues:
                member.put_nowait(message)
    finally:
        queues.discard(queue)
        writer.cancel()


async def keep(message):
    await asyncio.sleep(0.2)  # as long as a database might take


async def deliver(queue, ws):
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        while True:
            await ws.send_text(await queue.get())


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
