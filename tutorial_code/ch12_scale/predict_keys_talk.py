"""Ann says a thing in one process and, under the same key, in the other; Ben uses her key, too."""

import json


async def talk(connect):
    async def until(ws, expected):
        """What comes before a message of this type or text."""
        before = []
        while expected not in (message := json.loads(await ws.recv())).values():
            before.append(message)
        return before

    tea = json.dumps({"type": "say", "key": "k1", "text": "tea"})
    async with connect("/1/chat?name=cleo") as cleo:
        await until(cleo, "hello")
        async with connect("/1/chat?name=ann") as ann:
            await until(ann, "hello")
            await ann.send(tea)
            await until(ann, "said")
        async with connect("/2/chat?name=ann") as ann:
            await until(ann, "hello")
            async with connect("/2/chat?name=ben") as ben:
                await until(ben, "hello")
                await ann.send(tea)
                await until(ann, "ack")
                await ben.send(tea)
                await until(ben, "said")
                await until(ann, "said")
        await cleo.send("stop")
        return str(len(await until(cleo, "stop")))
