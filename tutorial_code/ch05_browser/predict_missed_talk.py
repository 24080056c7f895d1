"""Ben loses his connection, Ann says one, Ben comes back, and Ann says two."""


async def talk(connect):
    async with connect("/chat") as ann:
        ben = await connect("/chat")
        await ben.send("I am here")
        assert await ann.recv() == await ben.recv() == "I am here"
        ben.transport.abort()
        await ben.wait_closed()
        await ann.send("one")
        assert await ann.recv() == "one"
        async with connect("/chat") as back:
            await back.send("I am back")
            assert await ann.recv() == "I am back"
            first = await back.recv()
            await ann.send("two")
            assert await ann.recv() == await back.recv() == "two"
            return first
