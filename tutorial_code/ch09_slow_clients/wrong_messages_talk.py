"""Ann is frozen while Ben shows six pictures; all of them wait for her."""

WORDS = ["one", "two", "three", "four", "five", "six"]


async def talk(connect):
    async with (
        connect("/pictures", max_size=None, compression=None) as ann,
        connect("/pictures", max_size=None, compression=None) as ben,
    ):
        ann.transport.pause_reading()
        for word in WORDS:
            await ben.send(word)
            assert (await ben.recv()).startswith(f"{word}#")
        await ben.send("?")
        assert await ben.recv() == "2 here"
        ann.transport.resume_reading()
        for word in WORDS:
            assert (await ann.recv()).startswith(f"{word}#")
