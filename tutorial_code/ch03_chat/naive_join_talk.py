"""Somebody joins while a message waits for a slow member, and the first room breaks."""

from websockets.exceptions import ConnectionClosedError

PICTURE = "#" * 8_000_000  # more than the buffers between the two ends hold


async def talk(connect):
    async with connect("/chat", max_size=None, compression=None) as slow:
        slow.transport.pause_reading()
        async with connect("/chat", max_size=None) as quick:
            await quick.send(PICTURE)
            assert await quick.recv() == PICTURE
        await slow.send("nice")  # the server cannot send this to slow yet
        async with connect("/chat"):
            slow.transport.resume_reading()
            assert await slow.recv() == PICTURE
            assert await slow.recv() == "nice"
            try:
                raise AssertionError(f"still open: {await slow.recv()} came")
            except ConnectionClosedError as error:
                assert error.rcvd.code == 1011
