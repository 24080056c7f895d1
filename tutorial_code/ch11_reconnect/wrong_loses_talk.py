"""Ben is in a tunnel while Ann speaks."""

import json


async def talk(connect):
    async with connect("/chat?name=ann") as ann:
        async with connect("/chat?name=ben") as ben:
            await ann.send("one")
            for ws in ann, ben:
                assert json.loads(await ws.recv())["text"] == "one"
            ben.transport.abort()
            await ben.wait_closed()
        await ann.send("two")
        assert json.loads(await ann.recv())["text"] == "two"
        async with connect("/chat?name=ben") as ben:
            await ann.send("four")
            for ws in ann, ben:
                assert json.loads(await ws.recv())["text"] == "four"
