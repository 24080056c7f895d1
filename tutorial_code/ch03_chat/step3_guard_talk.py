"""A member dies while a message waits for it; the speaker has done nothing wrong."""

PICTURE = "#" * 8_000_000  # more than the buffers between the two ends hold


async def talk(connect):
    async with connect("/chat", max_size=None) as speaker:
        dying = await connect("/chat", max_size=None, compression=None)
        dying.transport.pause_reading()
        await speaker.send(PICTURE)
        assert await speaker.recv() == PICTURE
        await speaker.send("hi")  # the server cannot send this to the other yet
        dying.transport.abort()
        assert await speaker.recv() == "hi"
        await speaker.send("is anybody there?")
        assert await speaker.recv() == "is anybody there?"
