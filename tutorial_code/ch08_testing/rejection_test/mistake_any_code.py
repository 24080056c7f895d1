"""Wrong on purpose: any close code counts as a refusal.

The check says: Not every close is a refusal: look at `close_code`.
"""

import asyncio

from tutorial_code.ch08_testing.rejection_test.servers import api


async def talk(connect):
    async with asyncio.timeout(1):
        async with connect("/members?name=ann") as ann:
            assert await ann.recv() == "Welcome, ann"
        async with connect("/members") as stranger:
            await stranger.wait_closed()


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/right/members?name=ann")
    api.run(address="127.0.0.1")
