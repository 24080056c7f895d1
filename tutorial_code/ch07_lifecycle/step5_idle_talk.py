"""Say one thing, then nothing."""


async def talk(connect):
    async with connect("/ws") as ws:
        await ws.send("hello")
        assert await ws.recv() == "Echo: hello"
        await ws.wait_closed()
    assert (ws.close_code, ws.close_reason) == (1001, "")
