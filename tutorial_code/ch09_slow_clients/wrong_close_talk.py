"""Ann is frozen and has to go; the room wants to tell her, and Ben waits until she is lost."""


async def talk(connect):
    ann = await connect("/pictures", max_size=None, compression=None)
    ann.transport.pause_reading()
    async with connect("/pictures", max_size=None, compression=None) as ben:
        for word in ("one", "two", "three"):
            await ben.send(word)
            assert (await ben.recv()).startswith(f"{word}#")
        await ben.send("four")  # Ann's outbox is full, and the room says goodbye to her first
        await (await ben.ping(b"hi"))  # the server lives, as its pong says
        ann.transport.abort()
        assert (await ben.recv()).startswith("four#")
