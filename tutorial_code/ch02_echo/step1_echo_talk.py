"""Say something to the echo, hear it back, and leave."""


async def talk(connect):
    async with connect("/ws") as ws:
        await ws.send("hello")
        assert await ws.recv() == "Echo: hello"
        await ws.send("grüß dich")
        assert await ws.recv() == "Echo: grüß dich"
