"""Ann loses her connection before the confirmation came, says it once more, and is heard once."""

import json

ORDER = json.dumps({"type": "say", "key": "a7", "text": "tea"})


async def talk(connect):
    async with connect("/chat?name=ben") as ben:
        await ben.recv()
        ann = await connect("/chat?name=ann")
        last = json.loads(await ann.recv())["last"]
        ann.transport.pause_reading()  # the confirmation does not reach her
        await ann.send(ORDER)
        order = json.loads(await ben.recv())
        ann.transport.abort()
        await ann.wait_closed()
        async with connect(f"/chat?name=ann&last={last}") as ann:
            assert json.loads(await ann.recv())["type"] == "hello"
            assert json.loads(await ann.recv()) == order
            await ann.send(ORDER)
            ack = json.loads(await ann.recv())
            assert ack == {"type": "ack", "key": "a7", "id": order["id"]}
            await ann.send("cake")
            for ws in ann, ben:
                assert json.loads(await ws.recv())["text"] == "cake"
