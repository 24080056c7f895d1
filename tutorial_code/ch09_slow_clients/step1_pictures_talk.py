"""Ann asks for three pictures and reads none; the second send waits until she does."""


async def talk(connect):
    async with (
        connect("/pictures", max_size=None, compression=None) as ann,
        connect("/news") as ben,
    ):
        ann.transport.pause_reading()
        await ann.send("go")
        assert await ben.recv() == "sending one"
        assert await ben.recv() == "sending two"
        await ben.send("and three?")  # the server is not that far
        ann.transport.resume_reading()
        assert (await ann.recv()).startswith("one#")
        assert await ben.recv() == "sending three"
        assert (await ann.recv()).startswith("two#")
        assert (await ann.recv()).startswith("three#")
        await ann.wait_closed()
        assert ann.close_code == 1000
