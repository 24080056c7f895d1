"""Lose the connection as a closed laptop does, and come back with a new one."""


async def talk(connect):
    async with connect("/chat") as stays:
        lost = await connect("/chat")
        await lost.send("I am here")
        assert await stays.recv() == "I am here"
        assert await lost.recv() == "I am here"
        lost.transport.abort()
        await lost.wait_closed()

        await stays.send("Where did you go?")
        assert await stays.recv() == "Where did you go?"

        async with connect("/chat") as again:
            await again.send("I am back")
            assert await again.recv() == "I am back"
            assert await stays.recv() == "I am back"
