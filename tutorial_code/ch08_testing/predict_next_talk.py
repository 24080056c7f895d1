"""Send two messages and receive twice; then let the rest come."""


async def talk(connect):
    async with connect("/ws") as ws:
        await ws.send("one")
        await ws.send("two")
        await ws.recv()
        second = await ws.recv()
        await ws.recv()
        await ws.recv()
        return second
