"""Wrong on purpose: it waits for the close, and it would wait for ever.

The check says: A receive without a deadline is a test that can hang
"""

from tutorial_code.ch08_testing.rejection_test.servers import api


async def talk(connect):
    async with connect("/members?name=ann") as ann:
        assert await ann.recv() == "Welcome, ann"
    async with connect("/members") as stranger:
        await stranger.wait_closed()
        assert stranger.close_code == 4401


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/right/members?name=ann")
    api.run(address="127.0.0.1")
