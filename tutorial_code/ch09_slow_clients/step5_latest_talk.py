"""Ann is frozen while prices change; then she gets one price of each share, and that is today's."""

MAP = "map ".ljust(8_000_000, "#")  # more than the buffers between the two ends hold


async def talk(connect):
    async with (
        connect("/prices", max_size=None, compression=None) as ann,
        connect("/prices", max_size=None, compression=None) as ben,
    ):
        ann.transport.pause_reading()
        for message in (MAP, MAP, "acme 10", "bolt 5", "acme 11", "acme 12"):
            await ben.send(message)
            assert await ben.recv() == message
        ann.transport.resume_reading()
        for message in (MAP, MAP, "acme 12", "bolt 5"):
            assert await ann.recv() == message
