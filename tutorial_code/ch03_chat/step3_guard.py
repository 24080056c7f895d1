"""Guard each send: one that fails concerns its own member, not the speaker."""

from contextlib import suppress

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)
members = set()


async def broadcast(message):
    for member in list(members):
        with suppress(WebSocketDisconnect, RuntimeError):  # its own handler takes it out
            await member.send_text(message)


async def texts(ws):
    while (event := await ws.receive())["type"] != "websocket.disconnect":
        yield event["text"]


@api.route("/chat", websocket=True)
async def chat(ws):
    await ws.accept()
    members.add(ws)
    try:
        async for message in texts(ws):
            await broadcast(message)
    finally:
        members.discard(ws)


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
