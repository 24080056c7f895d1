"""Say nothing, and see with which code that ends."""


async def talk(connect):
    async with connect("/ws") as ws:
        await ws.wait_closed()
        return str(ws.close_code)
