"""Wrong on purpose: it takes any answer for the right one.

The check says: To receive an answer is not enough: assert that it is the right one.
"""

import asyncio

from tutorial_code.ch08_testing.echo_test.servers import api


async def talk(connect):
    async with asyncio.timeout(1), connect("/ws") as ws:
        for message in ("hello", "once more"):
            await ws.send(message)
            print(await ws.recv())


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/right/ws")
    api.run(address="127.0.0.1")
