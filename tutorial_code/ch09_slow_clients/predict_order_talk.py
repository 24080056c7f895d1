"""Ann is behind while Ben says three prices, one of them twice: which does she hear first?"""

MAP = "map ".ljust(8_000_000, "#")  # more than the buffers between the two ends hold


async def talk(connect):
    async with (
        connect("/prices", max_size=None, compression=None) as ann,
        connect("/prices", max_size=None, compression=None) as ben,
    ):
        ann.transport.pause_reading()
        for message in (MAP, MAP, "acme 10", "bolt 5", "acme 12"):
            await ben.send(message)
            assert await ben.recv() == message
        ann.transport.resume_reading()
        assert await ann.recv() == await ann.recv() == MAP
        first = await ann.recv()
        await ann.recv()
        return first
