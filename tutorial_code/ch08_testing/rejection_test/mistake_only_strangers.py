"""Wrong on purpose: nobody with a name is there to come in.

The check says: A refusal has two tests: one is kept out, and another comes in.
"""

import asyncio

from tutorial_code.ch08_testing.rejection_test.servers import api


async def talk(connect):
    async with asyncio.timeout(1), connect("/members") as stranger:
        await stranger.wait_closed()
        assert stranger.close_code == 4401


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/right/members?name=ann")
    api.run(address="127.0.0.1")
