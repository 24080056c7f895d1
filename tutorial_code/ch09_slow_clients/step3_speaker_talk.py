"""Ann speaks and does not read; she is slowed down, she is not put out, and nothing is lost."""

PICTURE = "#" * 8_000_000  # more than the buffers between the two ends hold
PAGE = "-" * 700_000  # more than half of what may wait in an outbox


async def talk(connect):
    async with (
        connect("/chat", max_size=None, compression=None) as ann,
        connect("/chat", max_size=None, compression=None) as ben,
    ):
        ann.transport.pause_reading()
        for message in (PICTURE, PICTURE, PAGE):  # in the buffers, her writer's hand, her outbox
            await ann.send(message)
            assert await ben.recv() == message
        await ann.send("do you hear me?")
        await ben.send("yes, and more slowly")
        assert await ben.recv() == "yes, and more slowly"
        ann.transport.resume_reading()
        for message in (PICTURE, PICTURE, PAGE):
            assert await ann.recv() == message
        assert await ann.recv() == "yes, and more slowly"
        assert await ann.recv() == "do you hear me?"
        assert await ben.recv() == "do you hear me?"
