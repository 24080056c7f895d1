"""Write the test of a door.

The door at ``/members?name=ann`` says ``Welcome, ann``.
Who comes to ``/members`` without a name is accepted, and then closed with 4401.
Your ``talk`` must end without an error where both are true.
Where one is not, it must raise an error, and do so within a second.
"""

import asyncio

from tutorial_code.ch08_testing.rejection_test.servers import api


async def talk(connect):
    async with asyncio.timeout(1):
        async with connect("/members?name=ann") as ann:
            assert await ann.recv() == "Welcome, ann"
        async with connect("/members") as stranger:
            await stranger.wait_closed()
            assert stranger.close_code == 4401


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/right/members?name=ann")
    api.run(address="127.0.0.1")
