"""Wrong on purpose: the hexadecimal digits are written in Base64, not their bytes.

The check says: This is the Base64 of the hexadecimal digits.
Take `digest()`, the bytes themselves, in place of `hexdigest()`, which is their spelling.
"""

from base64 import b64encode
from hashlib import sha1

import responder
from starlette.websockets import WebSocketDisconnect

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
api = responder.API(sessions=False)


def accept_key(key):
    return b64encode(sha1((key + GUID).encode()).hexdigest().encode()).decode()


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
