"""Ann and Ben are told of each other; Ben speaks, and leaves."""

import json


async def talk(connect):
    async def hears(ws, **expected):
        message = json.loads(await ws.recv())
        assert expected.items() <= message.items(), message

    async with connect("/chat?name=ann") as ann:
        await hears(ann, type="hello", name="ann")
        await hears(ann, type="here", names=["ann"])
        async with connect("/chat?name=ben") as ben:
            await hears(ben, type="hello", name="ben")
            await hears(ben, type="here", names=["ann", "ben"])
            await hears(ann, type="joined", name="ben")
            await ben.send(json.dumps({"type": "say", "key": "b1", "text": "hi"}))
            await hears(ann, type="said", text="hi")
            await hears(ben, type="ack", key="b1")
            await hears(ben, type="said", text="hi")
        await hears(ann, type="left", name="ben")
