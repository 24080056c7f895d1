"""Wrong on purpose: every byte is combined with the first byte of the key.

The check says: Only every fourth byte is right.
Byte number i of the payload goes with byte number `i % 4` of the key.
"""

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


def unmask(data):
    key, payload = data[:4], data[4:]
    return bytes(byte ^ key[0] for byte in payload)


@api.route("/ws", websocket=True)
async def answer(ws):
    await ws.accept()
    try:
        async for data in ws.iter_bytes():
            await ws.send_text(unmask(data).decode(errors="replace"))
    except WebSocketDisconnect:
        pass  # the client left before it had our answer


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
