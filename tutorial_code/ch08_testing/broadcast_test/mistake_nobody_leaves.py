"""Wrong on purpose: everybody stays to the end.

The check says: Let somebody leave, and then let another one speak and be heard.
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
        for message in ("hello", "once more"):
            await ann.send(message)
            for member in (ann, ben, cleo):
                assert await member.recv() == message


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/right/chat")
    api.run(address="127.0.0.1")
