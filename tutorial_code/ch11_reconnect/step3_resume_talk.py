"""Ben is in a tunnel while Ann speaks, and gets what he missed."""

import json


async def talk(connect):
    async def heard(ws, *words):
        for word in words:
            message = json.loads(await ws.recv())
            assert message["text"] == word
        return message["id"]

    async with connect("/chat?name=ann") as ann:
        await ann.recv()
        async with connect("/chat?name=ben") as ben:
            await ben.recv()
            await ann.send("one")
            last = await heard(ann, "one")
            assert await heard(ben, "one") == last
            ben.transport.abort()
            await ben.wait_closed()
        for word in ("two", "four"):
            await ann.send(word)
            await heard(ann, word)
        async with connect(f"/chat?name=ben&last={last}") as ben:
            assert json.loads(await ben.recv())["last"] == last
            await heard(ben, "two", "four")
            await ann.send("hi")
            await heard(ben, "hi")
            await heard(ann, "hi")
