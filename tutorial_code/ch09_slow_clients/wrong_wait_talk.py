"""Ann is frozen; Ben is heard once, then waits behind her, and falls when she does."""

from websockets.exceptions import ConnectionClosedError


async def talk(connect):
    ann = await connect("/pictures", max_size=None, compression=None)
    ann.transport.pause_reading()
    async with connect("/pictures", max_size=None, compression=None) as ben:
        await ben.send("one")
        assert (await ben.recv()).startswith("one#")
        await ben.send("two")  # the server waits to send this to Ann, and Ben is behind her
        await (await ben.ping(b"hi"))  # the server lives, as its pong says
        ann.transport.abort()
        try:
            raise AssertionError(f"still in the room: {await ben.recv()} came")
        except ConnectionClosedError as error:
            assert error.rcvd is None  # Ben is lost with 1006
