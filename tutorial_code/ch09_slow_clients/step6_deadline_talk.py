"""Ann never reads and is put out; Ben hears every word, and Cleo comes and notices nothing."""

PICTURE = "#" * 8_000_000  # more than the buffers between the two ends hold
PAGE = "-" * 700_000  # more than half of what may wait in an outbox


async def talk(connect):
    ann = await connect("/chat", max_size=None, compression=None)
    ann.transport.pause_reading()
    async with connect("/chat", max_size=None, compression=None) as ben:
        for message in (PICTURE, PICTURE, PAGE, PAGE, PAGE):
            await ben.send(message)
            assert await ben.recv() == message
        async with connect("/chat") as cleo:
            await cleo.send("hello")
            assert await cleo.recv() == await ben.recv() == "hello"
    ann.transport.abort()
    await ann.wait_closed()
