"""Ask for two pieces of work at once, and get both."""


async def talk(connect):
    async with connect("/work") as ws:
        await ws.send("0.01")
        await ws.send("0.02")
        assert await ws.recv() == "worked 0.01 s"
        assert await ws.recv() == "worked 0.02 s"
