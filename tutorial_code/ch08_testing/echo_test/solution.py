"""Write the test of an echo.

The echo at ``/ws`` answers each message once, with ``Echo:``, a space and the message.
Where that is true, your ``talk`` must end without an error.
Where the server answers something else, too often, always the same, or not at all, it must raise
an error, and do so within a second.
"""

import asyncio

from tutorial_code.ch08_testing.echo_test.servers import api


async def talk(connect):
    async with asyncio.timeout(1), connect("/ws") as ws:
        for message in ("hello", "once more"):
            await ws.send(message)
            assert await ws.recv() == f"Echo: {message}"


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/right/ws")
    api.run(address="127.0.0.1")
