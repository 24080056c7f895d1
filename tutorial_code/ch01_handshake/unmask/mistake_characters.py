"""Wrong on purpose: each byte is taken for a character.

The check says: Each byte was taken for a character of its own.
In UTF-8 one character may take several bytes: unmask all bytes first, then decode them at once.
"""

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


def unmask(data):
    key, payload = data[:4], data[4:]
    return [byte ^ key[place % 4] for place, byte in enumerate(payload)]


@api.route("/ws", websocket=True)
async def answer(ws):
    await ws.accept()
    try:
        async for data in ws.iter_bytes():
            await ws.send_text("".join(chr(byte) for byte in unmask(data)))
    except WebSocketDisconnect:
        pass  # the client left before it had our answer


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
