"""Compute the answer to a client's key, with one hash that is fed twice."""

import binascii
import hashlib
from contextlib import suppress

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


@api.route("/ws", websocket=True)
async def handshakes(ws):
    await ws.accept()
    with suppress(WebSocketDisconnect):  # the client left before it had our answer
        while (event := await ws.receive())["type"] == "websocket.receive":
            hashed = hashlib.sha1(event["text"].encode("ascii"))
            hashed.update(b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
            await ws.send_text(binascii.b2a_base64(hashed.digest(), newline=False).decode("ascii"))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
