"""A room with a queue and a writer for each member, but one and the same queue for all."""

import asyncio
from contextlib import suppress

import responder
from starlette.websockets import WebSocketDisconnect

from tutorial_code.ch03_chat.side_by_side import side_by_side
from tutorial_code.ch03_chat.step3_guard import texts

api = responder.API(sessions=False)
queue = asyncio.Queue()


async def read(ws):
    async for message in texts(ws):
        queue.put_nowait(message)


async def write(ws):
    with suppress(WebSocketDisconnect, RuntimeError):
        while True:
            await ws.send_text(await queue.get())


@api.route("/chat", websocket=True)
async def chat(ws):
    await ws.accept()
    await side_by_side(write(ws), read(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
