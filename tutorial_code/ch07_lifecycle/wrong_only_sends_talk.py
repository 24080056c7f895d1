"""A leaves, and B hears of it only after the next piece of news."""


async def talk(connect):
    a = await connect("/news")
    assert await a.recv() == "1 here"
    b = await connect("/news")
    assert await a.recv() == await b.recv() == "2 here"
    await a.close()
    async with connect("/publish") as c:
        await c.send("rain")
        assert await b.recv() == "rain"
        assert await b.recv() == "1 here"
        await b.close()
        await c.send("nobody is left to hear this")
