"""Connect, say hello, and tell how it ended."""

from websockets.exceptions import InvalidStatus


async def talk(connect):
    try:
        async with connect("/ws") as ws:
            await ws.send("hello")
            return await ws.recv()
    except InvalidStatus as error:
        return f"HTTP {error.response.status_code}"
