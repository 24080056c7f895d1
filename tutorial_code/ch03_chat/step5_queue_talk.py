"""One member does not read for a while; the room goes on, and nothing is lost."""

PICTURE = "#" * 8_000_000  # more than the buffers between the two ends hold


async def talk(connect):
    async with (
        connect("/chat", max_size=None, compression=None, close_timeout=1) as slow,
        connect("/chat", max_size=None) as quick,
    ):
        slow.transport.pause_reading()
        for message in (PICTURE, "one", "two"):
            await quick.send(message)
            assert await quick.recv() == message
        await slow.send("wait for me")
        assert await quick.recv() == "wait for me"
        await quick.send("no")
        assert await quick.recv() == "no"
        slow.transport.resume_reading()
        for message in (PICTURE, "one", "two", "wait for me", "no"):
            assert await slow.recv() == message
