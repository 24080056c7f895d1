"""Speak JSON in binary messages, to a client that has no other kind."""

from contextlib import suppress

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


@api.route("/ws", websocket=True)
async def echo(ws):
    await ws.accept()
    with suppress(WebSocketDisconnect):
        while True:
            message = await ws.receive_json(mode="binary")
            await ws.send_json({"echo": message}, mode="binary")


if __name__ == "__main__":
    print("Talk to me in binary, on ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
