"""Say something, hear it back, say bye, and be seen off."""


async def talk(connect):
    async with connect("/ws") as ws:
        await ws.send("hello")
        assert await ws.recv() == "Echo: hello"
        await ws.send("bye")
        await ws.wait_closed()
        assert (ws.close_code, ws.close_reason) == (1000, "see you")
