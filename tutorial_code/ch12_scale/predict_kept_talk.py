"""Ben hears "1" and is away while three more are said: is anything missing when he is back?"""

import json


async def talk(connect):
    async with connect("/chat?name=ann") as ann:
        await ann.recv()
        async with connect("/chat?name=ben") as ben:
            await ben.recv()
            await ann.send("1")
            await ann.recv()
            last = json.loads(await ben.recv())["id"]
        for text in "234":
            await ann.send(text)
            await ann.recv()
        async with connect(f"/chat?name=ben&last={last}") as ben:
            await ben.recv()  # the hello
            first = json.loads(await ben.recv())
            while json.loads(await ben.recv())["text"] != "4":
                pass
            return first["type"] if first["type"] == "gap" else first["text"]
