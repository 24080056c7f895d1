"""Wrong on purpose: it waits for a message that never comes.

The check says: A receive without a deadline is a test that can hang
"""

from tutorial_code.ch08_testing.broadcast_test.servers import api


async def all_hear(members, speaker, message):
    await speaker.send(message)
    for member in members:
        assert await member.recv() == message


async def talk(connect):
    async with connect("/chat") as ann, connect("/chat") as ben:
        async with connect("/chat") as cleo:
            for message in ("hello", "once more"):
                await all_hear([ann, ben, cleo], ann, message)
        await all_hear([ann, ben], ben, "cleo left")


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/right/chat")
    api.run(address="127.0.0.1")
