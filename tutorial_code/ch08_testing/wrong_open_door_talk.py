"""Come without a name, and be welcome all the same."""


async def talk(connect):
    async with connect("/members") as stranger:
        assert await stranger.recv() == "Welcome, whoever you are"
        await stranger.send("hello")
        assert await stranger.recv() == "Somebody said hello"
