"""Wrong on purpose: the bit of the mask is counted as length.

The check says: The first bit of the second byte says whether the frame is masked,
and only the other seven are the length: 85 is a mask and 5.
"""

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


def read_header(data):
    first, second = data[0], data[1]
    length = second
    if length == 126:
        length = int.from_bytes(data[2:4], "big")
    elif length == 127:
        length = int.from_bytes(data[2:10], "big")
    return {
        "fin": bool(first & 0x80),
        "opcode": first & 0x0F,
        "masked": bool(second & 0x80),
        "length": length,
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
