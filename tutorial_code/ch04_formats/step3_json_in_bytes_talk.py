"""Send JSON as bytes, and get bytes back that hold JSON."""

import json


async def talk(connect):
    async with connect("/ws") as ws:
        await ws.send('"grüß dich"'.encode())
        answer = await ws.recv()
        assert isinstance(answer, bytes)
        assert json.loads(answer) == {"echo": "grüß dich"}
