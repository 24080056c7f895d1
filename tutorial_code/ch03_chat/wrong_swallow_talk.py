"""Send the room something that it was never written for: bytes."""

from websockets.exceptions import ConnectionClosedError


async def talk(connect):
    async with connect("/chat") as ws:
        await ws.send(b"\x00")
        try:
            await ws.recv()
        except ConnectionClosedError as error:
            assert error.rcvd is None or error.rcvd.code == 1011
