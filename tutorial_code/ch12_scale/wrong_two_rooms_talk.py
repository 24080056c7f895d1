"""Ann is in one room and Ben in the other; each hears only itself."""


async def talk(connect):
    async with connect("/1/chat") as ann, connect("/2/chat") as ben:
        await ann.send("hi, ben")
        assert await ann.recv() == "hi, ben"
        await ben.send("is anybody here?")
        assert await ben.recv() == "is anybody here?"
