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
    # TODO: take the bits apart, and read the lengths that need more than seven of them
    return {"fin": True, "opcode": first, "masked": False, "length": second}


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
