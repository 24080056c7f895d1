"""Send markup through the room: it is text like any other, and nothing on the way changes it."""

MARKUP = "<img src=x onerror=alert(1)>"


async def talk(connect):
    async with connect("/chat") as attacker, connect("/chat") as visitor:
        await visitor.send("hi")
        assert await attacker.recv() == "hi"
        assert await visitor.recv() == "hi"
        await attacker.send(MARKUP)
        assert await attacker.recv() == MARKUP
        assert await visitor.recv() == MARKUP
