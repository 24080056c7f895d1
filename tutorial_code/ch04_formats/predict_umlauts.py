"""An echo that takes sixteen bytes at most."""

from contextlib import suppress

import responder
from starlette.websockets import WebSocketDisconnect

SETTINGS = {"ws_max_size": 16}
api = responder.API(sessions=False)


@api.route("/ws", websocket=True)
async def echo(ws):
    await ws.accept()
    with suppress(WebSocketDisconnect):
        while True:
            await ws.send_text(await ws.receive_text())


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1", **SETTINGS)
