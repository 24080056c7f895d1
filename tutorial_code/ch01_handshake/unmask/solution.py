"""Take the mask off what a client sent.

At ``/ws``, a client sends binary messages.
Each begins with the four bytes of a masking key, and behind them stands a text in UTF-8, masked.
The answer to each is the text, which has any length.
"""

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


def unmask(data):
    key, payload = data[:4], data[4:]
    return bytes(byte ^ key[place % 4] for place, byte in enumerate(payload))


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
