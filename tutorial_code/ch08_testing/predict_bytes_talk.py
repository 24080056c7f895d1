"""Say x, and see what comes: a message, or the end."""

from websockets.exceptions import ConnectionClosed


async def talk(connect):
    async with connect("/ws") as ws:
        await ws.send("x")
        try:
            return repr(await ws.recv())
        except ConnectionClosed:
            return f"closed with {ws.close_code}"
