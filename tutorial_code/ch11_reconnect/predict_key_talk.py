"""Ann says yes under a key, and then no under the same key: what does Ben hear?"""

import json


async def talk(connect):
    async with connect("/chat?name=ben") as ben:
        assert json.loads(await ben.recv())["type"] == "hello"
        async with connect("/chat?name=ann") as ann:
            assert json.loads(await ann.recv())["type"] == "hello"
            heard = []
            for message, answers in (
                ({"type": "say", "key": "a1", "text": "yes"}, ["ack", "said"]),
                ({"type": "say", "key": "a1", "text": "no"}, ["ack"]),
                ("that is all", ["said"]),
            ):
                await ann.send(json.dumps(message))
                for kind in answers:
                    assert json.loads(await ann.recv())["type"] == kind
                if "said" in answers:
                    heard.append(json.loads(await ben.recv())["text"])
        return ", then ".join(heard[:-1])
