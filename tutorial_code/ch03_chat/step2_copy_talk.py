"""Somebody joins while a message waits for a slow member."""

PICTURE = "#" * 8_000_000  # more than the buffers between the two ends hold


async def talk(connect):
    async with connect("/chat", max_size=None, compression=None) as slow:
        slow.transport.pause_reading()
        async with connect("/chat", max_size=None) as quick:
            await quick.send(PICTURE)
            assert await quick.recv() == PICTURE
        await slow.send("nice")  # the server cannot send this to slow yet
        async with connect("/chat") as newcomer:
            slow.transport.resume_reading()
            assert await slow.recv() == PICTURE
            assert await slow.recv() == "nice"
            await slow.send("hello, newcomer")
            for member in (slow, newcomer):
                assert await member.recv() == "hello, newcomer"
