"""Two members talk, and each hears what was said before it spoke."""


async def talk(connect):
    async with connect("/chat") as ann, connect("/chat") as ben:
        await ann.send("hello, ben")
        assert await ann.recv() == "hello, ben"
        await ben.send("is anybody there?")
        assert await ben.recv() == "hello, ben"
        await ann.send("well?")
        assert await ann.recv() == "is anybody there?"
