"""Do what the page's first button does."""


async def talk(connect):
    async with connect("/ws") as ws:
        await ws.send("bye")
        await ws.wait_closed()
        assert (ws.close_code, ws.close_reason) == (1000, "goodbye")
