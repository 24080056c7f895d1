"""Say something, hear it back, and wait for more: the connection breaks."""

from websockets.exceptions import ConnectionClosedError


async def talk(connect):
    async with connect("/ws") as ws:
        await ws.send("hello")
        assert await ws.recv() == "Echo: hello"
        try:
            await ws.recv()
        except ConnectionClosedError as error:
            assert error.rcvd is None  # no close frame came
