"""Send a text, an object and some bytes, each to its own path, and get each back."""

import json


async def talk(connect):
    async with connect("/text") as ws:
        await ws.send("grüß dich")
        assert await ws.recv() == "grüß dich"

    async with connect("/json") as ws:
        await ws.send('{ "type": "update", "data": [1, 2.5, null, "grüß dich"] }')
        assert json.loads(await ws.recv()) == {
            "type": "update",
            "data": [1, 2.5, None, "grüß dich"],
        }

    async with connect("/bytes") as ws:
        await ws.send(b"\x00\x01\xff")
        assert await ws.recv() == b"\x00\x01\xff"
