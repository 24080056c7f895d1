"""Speak twice, leave, and come back: what does the answer begin with?"""


async def talk(connect):
    async with connect("/ws") as ws:
        for text in ("one", "two"):
            await ws.send(text)
            await ws.recv()
    async with connect("/ws") as ws:
        await ws.send("back")
        return await ws.recv()
