"""Hear the server speak first, then answer it, and leave."""


async def talk(connect):
    async with connect("/ws") as ws:
        assert await ws.recv() == "Hello"  # nobody asked
        await ws.send("Hello")
        assert await ws.recv() == "You said: Hello"
