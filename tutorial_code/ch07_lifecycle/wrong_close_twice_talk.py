"""Leave, and then be sent away: the client sees nothing wrong."""


async def talk(connect):
    async with connect("/ws") as ws:
        await ws.send("hello")
        assert await ws.recv() == "Echo: hello"

    async with connect("/ws") as ws:
        await ws.send("bye")
        await ws.wait_closed()
        assert (ws.close_code, ws.close_reason) == (1000, "goodbye")
