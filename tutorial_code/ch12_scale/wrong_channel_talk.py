"""The conversation of step 1; what Ann says while Ben is away, he never hears."""

import json


async def talk(connect):
    async def hear(ws, name, text):
        message = json.loads(await ws.recv())
        assert (message["from"], message["text"]) == (name, text)
        return message["id"]

    async with connect("/1/chat?name=ann") as ann:
        await ann.recv()
        ben = await connect("/2/chat?name=ben")
        await ben.recv()
        await ann.send("hi")
        last = await hear(ben, "ann", "hi")
        assert await hear(ann, "ann", "hi") == last
        ben.transport.abort()
        await ben.wait_closed()
        await ann.send("ben?")
        await hear(ann, "ann", "ben?")
        async with connect(f"/1/chat?name=ben&last={last}") as ben:
            await ben.recv()
            await ann.send("well")
            await hear(ann, "ann", "well")
            await hear(ben, "ann", "well")
