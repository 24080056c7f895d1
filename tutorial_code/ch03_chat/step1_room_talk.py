"""Three members talk; one leaves, and the others talk on."""


async def talk(connect):
    async with connect("/chat") as ann, connect("/chat") as ben:
        async with connect("/chat") as cleo:
            await ann.send("hi")
            for member in (ann, ben, cleo):
                assert await member.recv() == "hi"
        await ben.send("cleo left")
        for member in (ann, ben):
            assert await member.recv() == "cleo left"
