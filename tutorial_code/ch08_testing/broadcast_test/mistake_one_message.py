"""Wrong on purpose: one message is all that is ever said.

The check says: Say something else and look at what comes next:
a message too many stands in its place.
"""

import asyncio

from tutorial_code.ch08_testing.broadcast_test.servers import api


async def talk(connect):
    async with (
        asyncio.timeout(1),
        connect("/chat") as ann,
        connect("/chat") as ben,
        connect("/chat") as cleo,
    ):
        await ann.send("hello")
        for member in (ann, ben, cleo):
            assert await member.recv() == "hello"


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/right/chat")
    api.run(address="127.0.0.1")
