"""Take the mask off what a client sent, as one large number."""

from contextlib import suppress

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


@api.route("/ws", websocket=True)
async def plain(ws):
    await ws.accept()
    with suppress(WebSocketDisconnect):  # the client left before it had our answer
        while (event := await ws.receive())["type"] == "websocket.receive":
            key, masked = event["bytes"][:4], event["bytes"][4:]
            size = len(masked)
            repeated = (key * (size // 4 + 1))[:size]
            number = int.from_bytes(masked, "big") ^ int.from_bytes(repeated, "big")
            await ws.send_text(number.to_bytes(size, "big").decode())


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
