"""Ann asks for three pictures and reads none; the second send waits until she does."""


async def talk(connect):
    async with connect("/pictures", max_size=None, compression=None) as ann:
        async with connect("/news") as ben:
            ann.transport.pause_reading()
            await ann.send("go")
            assert await ben.recv() == "sending one"
            assert await ben.recv() == "sending two"
            await (await ben.ping("hi"))  # the server is well, and not at the third
        ann.transport.resume_reading()
        for word in ("one", "two", "three"):
            assert (await ann.recv()).startswith(f"{word}#")
        await ann.wait_closed()
        assert ann.close_code == 1000
