"""Compute the answer to a client's key.

At ``/ws``, a client sends the key of a handshake as a text: ``dGhlIHNhbXBsZSBub25jZQ==``.
The answer is what belongs into ``Sec-WebSocket-Accept``: ``s3pPLMBiTxaQ9kYGzzhZRbK+xOo=``.
It may send several keys, one after the other, and each has an answer of its own.
"""

from base64 import b64encode
from hashlib import sha1

import responder
from starlette.websockets import WebSocketDisconnect

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
api = responder.API(sessions=False)


def accept_key(key):
    digest = sha1((key + GUID).encode()).digest()
    return b64encode(digest).decode()


@api.route("/ws", websocket=True)
async def answer(ws):
    await ws.accept()
    try:
        async for key in ws.iter_text():
            await ws.send_text(accept_key(key))
    except WebSocketDisconnect:
        pass  # the client left before it had our answer


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
