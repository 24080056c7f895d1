"""Read the beginning of a frame.

At ``/ws``, a client sends binary messages: each is the first bytes of a frame, as on the wire.
The answer to ``81 05`` is ``{"fin": true, "opcode": 1, "masked": false, "length": 5}``, as JSON.
It says whether the frame is final, its opcode as a number, whether it is masked, and how many bytes
its payload has, in whichever of the three ways the length is written.
"""

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


def read_header(data):
    first, second = data[0], data[1]
    length = second & 0x7F
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
