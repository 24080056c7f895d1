"""One member does not read at all; it has to leave, and the room goes on."""

from websockets.exceptions import ConnectionClosedError

PICTURE = "#" * 8_000_000  # more than the buffers between the two ends hold


async def talk(connect):
    async with connect("/chat", max_size=None, compression=None) as stuck:
        stuck.transport.pause_reading()
        async with connect("/chat", max_size=None) as quick:
            for message in (PICTURE, *map(str, range(1, 13))):
                await quick.send(message)
                assert await quick.recv() == message
        stuck.transport.resume_reading()
        assert await stuck.recv() == PICTURE
        try:
            raise AssertionError(f"still in the room: {await stuck.recv()} came")
        except ConnectionClosedError as error:
            assert error.rcvd is None  # it was dropped, and no close frame came
