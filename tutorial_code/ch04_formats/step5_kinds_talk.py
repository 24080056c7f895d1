"""Send a text, then the same in bytes: the first comes back, the second ends the connection."""

from websockets.exceptions import ConnectionClosedError


async def talk(connect):
    async with connect("/ws") as ws:
        await ws.send("hello")
        assert await ws.recv() == "hello"
        await ws.send(b"hello")
        try:
            answer = await ws.recv()
        except ConnectionClosedError as error:
            assert error.rcvd.code == 1003
            assert error.rcvd.reason == "text only"
        else:
            raise AssertionError(f"bytes were answered: {answer!r}")
