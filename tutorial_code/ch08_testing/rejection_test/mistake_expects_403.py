"""Wrong on purpose: it expects HTTP 403, which a door that accepts first does not send.

The check says: It should pass where the server welcomes who gives a name,
and accepts strangers only to close with 4401, but it failed with
AssertionError: the handshake was accepted.
"""

import asyncio

from websockets.exceptions import InvalidStatus

from tutorial_code.ch08_testing.rejection_test.servers import api


async def talk(connect):
    async with asyncio.timeout(1):
        async with connect("/members?name=ann") as ann:
            assert await ann.recv() == "Welcome, ann"
        try:
            await connect("/members")
        except InvalidStatus as refusal:
            assert refusal.response.status_code == 403
        else:
            raise AssertionError("the handshake was accepted")


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/right/members?name=ann")
    api.run(address="127.0.0.1")
