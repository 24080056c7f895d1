"""Do what two open pages do: connect beside the page, speak, and hear what anyone says."""


async def talk(connect):
    async with connect("/chat") as one, connect("/chat") as two:
        await two.send("hello from the second window")
        assert await one.recv() == "hello from the second window"
        assert await two.recv() == "hello from the second window"
        await one.send("hello from the first")
        assert await one.recv() == "hello from the first"
        assert await two.recv() == "hello from the first"
