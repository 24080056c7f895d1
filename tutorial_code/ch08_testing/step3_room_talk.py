"""Two are in the room, and both hear what one of them says."""


async def talk(connect):
    async with connect("/chat") as ann, connect("/chat") as bob:
        await bob.send("hello")
        assert await ann.recv() == "hello"
        assert await bob.recv() == "hello"
