"""Wrong on purpose: the length is always taken from the second byte.

The check says: 126 in the second byte is no length.
It means that the length stands in the next two bytes.
"""

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


def read_header(data):
    first, second = data[0], data[1]
    return {
        "fin": bool(first & 0x80),
        "opcode": first & 0x0F,
        "masked": bool(second & 0x80),
        "length": second & 0x7F,
    }


@api.route("/ws", websocket=True)
async def answer(ws):
    await ws.accept()
    try:
        async for data in ws.iter_bytes():
            await ws.send_json(read_header(data))
    except WebSocketDisconnect:
        pass  # the client left before it had our answer


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
