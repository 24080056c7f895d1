"""An echo of objects that have a name."""

from contextlib import suppress

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


@api.route("/ws", websocket=True)
async def greet(ws):
    await ws.accept()
    with suppress(WebSocketDisconnect):
        async for message in ws.iter_json():
            await ws.send_text(f"hello, {message['name']}")


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
