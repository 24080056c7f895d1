"""Read the beginning of a frame, with struct and division."""

import struct

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)


def read_header(data):
    final, kind = divmod(data[0], 128)
    masked, length = divmod(data[1], 128)
    form = {126: "!xxH", 127: "!xxQ"}.get(length)
    if form:
        (length,) = struct.unpack_from(form, data)
    return {"masked": masked == 1, "length": length, "fin": final == 1, "opcode": kind % 16}


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
