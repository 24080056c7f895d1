"""Leave in three ways: politely, with a code of our own, and by breaking the connection."""


async def talk(connect):
    async with connect("/ws"):
        pass
    ws = await connect("/ws")
    await ws.close(4000, "moving on")
    ws = await connect("/ws")
    ws.transport.abort()
    await ws.wait_closed()
    assert ws.close_code == 1006
