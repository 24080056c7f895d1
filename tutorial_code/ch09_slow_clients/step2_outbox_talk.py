"""Ann is frozen while Ben shows six pictures; before the sixth she is out, and Ben heard all."""

WORDS = ["one", "two", "three", "four", "five", "six"]


async def talk(connect):
    ann = await connect("/pictures", max_size=None, compression=None)
    ann.transport.pause_reading()
    async with connect("/pictures", max_size=None, compression=None) as ben:
        for word in WORDS:
            await ben.send(word)
            assert (await ben.recv()).startswith(f"{word}#")
        await ben.send("?")
        assert await ben.recv() == "1 here"
    ann.transport.abort()
    await ann.wait_closed()
