"""Wrong on purpose: the key is used once, so the text ends after four bytes.

The check says: Only the first four bytes came back.
The key has four bytes and the payload has more: after four the key begins again.
"""

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


def unmask(data):
    key, payload = data[:4], data[4:]
    return bytes(byte ^ mask for byte, mask in zip(payload, key, strict=False))


@api.route("/ws", websocket=True)
async def answer(ws):
    await ws.accept()
    try:
        async for data in ws.iter_bytes():
            await ws.send_text(unmask(data).decode())
    except WebSocketDisconnect:
        pass  # the client left before it had our answer


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
