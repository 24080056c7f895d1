"""Ann is lost while Ben speaks, comes back, and misses nothing."""

import json


async def talk(connect):
    async with connect("/chat?name=ben") as ben:
        last = (await hears(ben, "hello"))["last"]
        await hears(ben, "here", names=["ben"])
        ann = await connect("/chat?name=ann")
        await hears(ann, "hello", name="ann", last=last)
        await hears(ann, "here", names=["ann", "ben"])
        await hears(ben, "joined", name="ann")
        ann.transport.abort()
        await hears(ben, "left", name="ann")
        await ben.send("Ann?")
        said = await hears(ben, "said", text="Ann?")
        async with connect(f"/chat?name=ann&last={last}") as ann:
            await hears(ann, "hello", name="ann", last=last)
            assert await hears(ann, "said") == said | {"from": "ben"}
            await hears(ann, "here", names=["ann", "ben"])
            await hears(ben, "joined", name="ann")
            await ann.send(json.dumps({"type": "say", "key": "a1", "text": "here I am"}))
            id = (await hears(ann, "ack", key="a1"))["id"]
            for ws in ann, ben:
                await hears(ws, "said", id=id, text="here I am")
        await hears(ben, "left", name="ann")


async def hears(ws, kind, **expected):
    """The next message is of this type, and holds what is expected."""
    message = json.loads(await ws.recv())
    assert {"type": kind} | expected == {key: message[key] for key in ("type", *expected)}
    return message
