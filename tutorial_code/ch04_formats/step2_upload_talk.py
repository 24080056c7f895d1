"""Upload the first bytes of a picture, and be told what arrived."""

import json


async def talk(connect):
    async with connect("/upload") as ws:
        await ws.send("cat.png")
        await ws.send(json.dumps({"type": "image/png", "public": True}))
        await ws.send(b"\x89PNG\r\n\x1a\n")
        assert json.loads(await ws.recv()) == {
            "name": "cat.png",
            "about": {"type": "image/png", "public": True},
            "size": 8,
        }
        await ws.wait_closed()
        assert ws.close_code == 1000
