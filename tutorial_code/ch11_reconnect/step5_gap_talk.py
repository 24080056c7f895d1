"""Ben comes back too late, and then with an id that this room has never given."""

import json

MEANWHILE = ["two", "four", "six"]


async def talk(connect):
    async def heard(ws, **expected):
        message = json.loads(await ws.recv())
        assert expected.items() <= message.items(), message
        return message

    async with connect("/chat?name=ann") as ann:
        await heard(ann, type="hello")
        await ann.send("one")
        last = (await heard(ann, text="one"))["id"]
        for word in MEANWHILE:
            await ann.send(word)
            await heard(ann, text=word)
        for unknown in (last, "0-99"):
            async with connect(f"/chat?name=ben&last={unknown}") as ben:
                await heard(ben, type="hello", last=unknown)
                await heard(ben, type="gap", after=unknown)
                for word in MEANWHILE[1:]:
                    await heard(ben, text=word)
