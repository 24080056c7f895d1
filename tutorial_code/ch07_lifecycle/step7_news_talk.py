"""A leaves, and B hears of it at once; then there is news."""


async def talk(connect):
    a = await connect("/news")
    assert await a.recv() == "1 here"
    async with connect("/news") as b:
        assert await a.recv() == await b.recv() == "2 here"
        await a.close()
        assert await b.recv() == "1 here"
        async with connect("/publish") as c:
            await c.send("rain")
            assert await b.recv() == "rain"
