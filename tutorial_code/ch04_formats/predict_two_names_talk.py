"""Send an object in which the same key stands twice."""

from websockets.exceptions import ConnectionClosed


async def talk(connect):
    async with connect("/ws") as ws:
        await ws.send('{"name": "ann", "name": "ben"}')
        try:
            return await ws.recv()
        except ConnectionClosed:
            return str(ws.close_code)
