"""Read the same thousand readings three times, each in its own way."""

import json
import struct


async def talk(connect):
    async with connect("/readings") as ws:
        objects = [(r["time"], r["temperature"]) for r in json.loads(await ws.recv())]
        lists = [(time, value) for time, value in json.loads(await ws.recv())]
        packed = [(time, value / 100) for time, value in struct.iter_unpack("<Ih", await ws.recv())]
        assert len(objects) == 1000
        assert objects == lists == packed
        await ws.wait_closed()
        assert ws.close_code == 1000
