"""Wrong on purpose: it passes, whatever the room does.

The check says: It should fail where the server answers the speaker alone, but it passed.
"""

from tutorial_code.ch08_testing.broadcast_test.servers import api


async def talk(connect):
    return "hello"


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/right/chat")
    api.run(address="127.0.0.1")
