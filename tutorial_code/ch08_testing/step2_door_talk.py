"""One comes with a name, and one without."""


async def talk(connect):
    async with connect("/members?name=ann") as ann:
        assert await ann.recv() == "Welcome, ann"
        await ann.send("hello")
        assert await ann.recv() == "ann said hello"
    async with connect("/members") as stranger:
        await stranger.wait_closed()
        assert (stranger.close_code, stranger.close_reason) == (4401, "say your name")
