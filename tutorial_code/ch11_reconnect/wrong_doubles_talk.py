"""Ann loses her connection before the confirmation came, and says it once more, to be sure."""

import json

ORDER = json.dumps({"type": "say", "key": "a7", "text": "tea"})


async def talk(connect):
    async with connect("/chat?name=ben") as ben:
        await ben.recv()
        ann = await connect("/chat?name=ann")
        last = json.loads(await ann.recv())["last"]
        ann.transport.pause_reading()  # the confirmation does not reach her
        await ann.send(ORDER)
        first = json.loads(await ben.recv())
        ann.transport.abort()
        await ann.wait_closed()
        async with connect(f"/chat?name=ann&last={last}") as ann:
            assert json.loads(await ann.recv())["type"] == "hello"
            assert json.loads(await ann.recv()) == first
            await ann.send(ORDER)
            assert json.loads(await ann.recv())["type"] == "ack"
            second = json.loads(await ben.recv())
            assert second["text"] == first["text"]
            assert second["id"] != first["id"]
            assert json.loads(await ann.recv()) == second
