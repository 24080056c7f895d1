"""Ann's connection breaks, and Ben hears of it."""


async def talk(connect):
    async with connect("/chat?name=ben") as ben:
        assert await ben.recv() == "ben is here"
        ann = await connect("/chat?name=ann")
        assert await ann.recv() == await ben.recv() == "ann is here"
        await ben.send("hi")
        assert await ann.recv() == await ben.recv() == "ben: hi"
        ann.transport.abort()
        await ann.wait_closed()
        assert await ben.recv() == "ann left"
