"""Wrong on purpose: the key is decoded from Base64 before it is hashed.

The check says: The key was decoded from Base64 before it was hashed.
Hash the text of the key as it came; nobody needs the bytes that it spells.
"""

from base64 import b64decode, b64encode
from hashlib import sha1

import responder
from starlette.websockets import WebSocketDisconnect

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
api = responder.API(sessions=False)


def accept_key(key):
    return b64encode(sha1(b64decode(key) + GUID.encode()).digest()).decode()


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
