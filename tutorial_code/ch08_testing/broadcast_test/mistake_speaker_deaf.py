"""Wrong on purpose: the speaker does not listen.

The check says: The speaker is a member too: let it receive what it said.
"""

import asyncio

from tutorial_code.ch08_testing.broadcast_test.servers import api


async def talk(connect):
    async with asyncio.timeout(1), connect("/chat") as ann, connect("/chat") as ben:
        async with connect("/chat") as cleo:
            for message in ("hello", "once more"):
                await ann.send(message)
                for member in (ben, cleo):
                    assert await member.recv() == message
        await ann.send("cleo left")
        assert await ben.recv() == "cleo left"


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/right/chat")
    api.run(address="127.0.0.1")
