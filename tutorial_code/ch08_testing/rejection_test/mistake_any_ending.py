"""Wrong on purpose: any end of the connection counts as a refusal.

The check says: Open the connection first, and only then expect its end
"""

import asyncio

from tutorial_code.ch08_testing.rejection_test.servers import api


async def talk(connect):
    async with asyncio.timeout(1):
        async with connect("/members?name=ann") as ann:
            assert await ann.recv() == "Welcome, ann"
        try:
            async with connect("/members") as stranger:
                await stranger.recv()
        except Exception:
            return
    raise AssertionError("a stranger was let in")


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/right/members?name=ann")
    api.run(address="127.0.0.1")
