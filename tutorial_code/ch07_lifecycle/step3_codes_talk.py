"""Be sent away with four codes, and with a code of our own."""


async def talk(connect):
    for code in (1000, 1001, 1008, 1011, 4401):
        async with connect(f"/close/{code}") as ws:
            await ws.wait_closed()
        assert (ws.close_code, ws.close_reason) == (code, "on purpose")
    for path, code in {"/forbidden": 1008, "/too-late": 1001}.items():
        async with connect(path) as ws:
            await ws.wait_closed()
        assert (ws.close_code, ws.close_reason) == (code, "")
