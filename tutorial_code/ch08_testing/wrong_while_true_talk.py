"""Say something, hear it back, and leave: the client sees nothing wrong."""


async def talk(connect):
    async with connect("/ws") as ws:
        await ws.send("hello")
        assert await ws.recv() == "Echo: hello"
