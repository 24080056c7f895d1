"""Write the test of a room.

The room at ``/chat`` sends each message to every member once, the speaker too.
It goes on when a member leaves.
Your ``talk`` must end without an error where all this is true.
Where something is not, it must raise an error, and do so within a second.
"""

import asyncio

from tutorial_code.ch08_testing.broadcast_test.servers import api


async def talk(connect):
    async with asyncio.timeout(1), connect("/chat") as ann:
        await ann.send("hello")
        assert await ann.recv() == "hello"  # TODO: who else should hear it? And what comes next?


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/right/chat")
    api.run(address="127.0.0.1")
