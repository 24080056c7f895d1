"""Wrong on purpose: two members stand for all of them.

The check says: Two members can't tell two from all: connect a third.
"""

import asyncio

from tutorial_code.ch08_testing.broadcast_test.servers import api


async def talk(connect):
    async with asyncio.timeout(1), connect("/chat") as ann:
        async with connect("/chat") as ben:
            for message in ("hello", "once more"):
                await ben.send(message)
                for member in (ann, ben):
                    assert await member.recv() == message
        await ann.send("ben left")
        assert await ann.recv() == "ben left"


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/right/chat")
    api.run(address="127.0.0.1")
