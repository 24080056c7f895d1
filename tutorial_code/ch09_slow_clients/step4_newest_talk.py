"""Ann is frozen while six pictures are shown; then she gets what was on its way, and the newest."""

WORDS = ["one", "two", "three", "four", "five", "six"]


async def talk(connect):
    async with (
        connect("/camera", max_size=None, compression=None) as ann,
        connect("/camera", max_size=None, compression=None) as ben,
    ):
        ann.transport.pause_reading()
        for word in WORDS:
            await ben.send(word)
            assert (await ben.recv()).startswith(f"{word}#")
        ann.transport.resume_reading()
        for word in ("one", "two", "six"):
            assert (await ann.recv()).startswith(f"{word}#")
        await ben.send("?")
        assert await ben.recv() == "2 here"
