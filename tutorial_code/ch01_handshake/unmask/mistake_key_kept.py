"""Wrong on purpose: the key is unmasked too, as if it belonged to the text.

The check says: Four zero bytes stand in front of the text: that is the key, combined with itself.
The payload begins behind the key, at `data[4:]`.
"""

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


def unmask(data):
    key = data[:4]
    return bytes(byte ^ key[place % 4] for place, byte in enumerate(data))


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
