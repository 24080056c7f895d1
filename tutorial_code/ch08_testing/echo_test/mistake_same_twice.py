"""Wrong on purpose: it sends the same message again, so a server that is stuck looks right.

The check says: Nobody can wait for what should not come. Say something else
"""

import asyncio

from tutorial_code.ch08_testing.echo_test.servers import api


async def talk(connect):
    async with asyncio.timeout(1), connect("/ws") as ws:
        for _ in range(2):
            await ws.send("hello")
            assert await ws.recv() == "Echo: hello"


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/right/ws")
    api.run(address="127.0.0.1")
