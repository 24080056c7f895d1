"""Wrong on purpose: it passes, whatever the server does.

The check says: It should fail where the server leaves out 'Echo: ', but it passed.
"""

from tutorial_code.ch08_testing.echo_test.servers import api


async def talk(connect):
    print("1 passed")


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/right/ws")
    api.run(address="127.0.0.1")
