"""Wrong on purpose: it waits for an answer, and it would wait for ever.

The check says: A receive without a deadline is a test that can hang
"""

from tutorial_code.ch08_testing.echo_test.servers import api


async def talk(connect):
    async with connect("/ws") as ws:
        for message in ("hello", "once more"):
            await ws.send(message)
            assert await ws.recv() == f"Echo: {message}"


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/right/ws")
    api.run(address="127.0.0.1")
