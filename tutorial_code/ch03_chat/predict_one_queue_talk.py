"""Ann and Ben are here, and Ben says two things: which does he hear first?"""


async def talk(connect):
    async with connect("/chat") as ann, connect("/chat") as ben:
        await ben.send("one")
        assert await ann.recv() == "one"
        await ben.send("two")
        return await ben.recv()
