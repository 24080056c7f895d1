"""Wrong on purpose: it fails, whatever the server does.

The check says: It should pass where the server welcomes who gives a name,
and accepts strangers only to close with 4401, but it failed with AssertionError
"""

from tutorial_code.ch08_testing.rejection_test.servers import api


async def talk(connect):
    raise AssertionError("a stranger was let in")


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/right/members?name=ann")
    api.run(address="127.0.0.1")
