"""Wrong on purpose: it looks at one answer and leaves.

The check says: Say something else and look at what comes next:
an answer too many stands in its place.
"""

import asyncio

from tutorial_code.ch08_testing.echo_test.servers import api


async def talk(connect):
    async with asyncio.timeout(1), connect("/ws") as ws:
        await ws.send("hello")
        assert await ws.recv() == "Echo: hello"


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/right/ws")
    api.run(address="127.0.0.1")
