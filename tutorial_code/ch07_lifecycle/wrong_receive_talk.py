"""Send each handler what it expects, and then what it does not."""


async def talk(connect):
    for path, good, answer, bad in (
        ("/text", "x", "'x'", b"x"),
        ("/bytes", b"x", "b'x'", "x"),
        ("/json", "NaN", "nan", "{"),
    ):
        async with connect(path) as ws:
            await ws.send(good)
            assert await ws.recv() == answer
            await ws.send(bad)
            await ws.wait_closed()
        assert (ws.close_code, ws.close_reason) == (1011, "")
