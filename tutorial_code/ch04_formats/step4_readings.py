"""Send the same thousand readings as JSON and packed into bytes."""

import struct
from contextlib import suppress

import responder
from starlette.websockets import WebSocketDisconnect

api = responder.API(sessions=False)
READINGS = [(1_800_000_000 + 60 * n, 1950 + n * n % 317) for n in range(1000)]  # s, 0.01 °C


def as_objects():
    return [{"time": time, "temperature": t / 100} for time, t in READINGS]


def as_lists():
    return [[time, t / 100] for time, t in READINGS]


def as_bytes():
    return b"".join(struct.pack("<Ih", time, t) for time, t in READINGS)


@api.route("/readings", websocket=True)
async def readings(ws):
    await ws.accept()
    with suppress(WebSocketDisconnect):
        await ws.send_json(as_objects())
        await ws.send_json(as_lists())
        await ws.send_bytes(as_bytes())
        await ws.close()


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/readings")
    api.run(address="127.0.0.1")
