"""Say hello, hear the answer, and see with which code the conversation ends."""


async def talk(connect):
    async with connect("/ws") as ws:
        await ws.send("hello")
        assert await ws.recv() == "Echo: hello"
        await ws.wait_closed()
        return str(ws.close_code)
