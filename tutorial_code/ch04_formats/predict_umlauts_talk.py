"""Send ten characters, and ten with dots, to an echo that takes sixteen bytes."""

from websockets.exceptions import ConnectionClosed


async def talk(connect):
    async with connect("/ws") as ws:
        await ws.send("0123456789")
        assert await ws.recv() == "0123456789"
        await ws.send("äöüäöüäöüä")
        try:
            return await ws.recv()
        except ConnectionClosed:
            return str(ws.close_code)
