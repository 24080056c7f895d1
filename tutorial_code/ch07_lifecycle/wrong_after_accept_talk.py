"""Be dropped, and be told of a fault."""


async def talk(connect):
    for path, code in {"/return": 1006, "/exception": 1011}.items():
        async with connect(path) as ws:
            await ws.wait_closed()
        assert (ws.close_code, ws.close_reason) == (code, "")
