"""Write the test of a room.

The room at ``/chat`` sends each message to every member once, the speaker too.
It goes on when a member leaves.
Your ``talk`` must end without an error where all this is true.
Where something is not, it must raise an error, and do so within a second.
"""

import asyncio

from tutorial_code.ch08_testing.broadcast_test.servers import api


async def all_hear(members, speaker, message):
    await speaker.send(message)
    for member in members:
        assert await member.recv() == message


async def talk(connect):
    async with asyncio.timeout(1), connect("/chat") as ann, connect("/chat") as ben:
        async with connect("/chat") as cleo:
            for message in ("hello", "once more"):
                await all_hear([ann, ben, cleo], ann, message)
        await all_hear([ann, ben], ben, "cleo left")


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/right/chat")
    api.run(address="127.0.0.1")
