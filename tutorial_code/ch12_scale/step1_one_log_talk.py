"""Ann is in one room and Ben in the other; Ben loses his connection and comes back to hers."""

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
        assert await hear(ann, "ann", "hi") == await hear(ben, "ann", "hi")
        await ben.send("hey")
        last = await hear(ben, "ben", "hey")
        assert await hear(ann, "ben", "hey") == last
        ben.transport.abort()
        await ben.wait_closed()
        await ann.send("ben?")
        await hear(ann, "ann", "ben?")
        async with connect(f"/1/chat?name=ben&last={last}") as ben:
            assert json.loads(await ben.recv())["last"] == last
            await hear(ben, "ann", "ben?")
