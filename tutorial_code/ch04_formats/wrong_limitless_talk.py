"""Send a million characters, which are taken, then over 16 MiB, then text that is not UTF-8."""

from websockets.exceptions import ConnectionClosedError


async def talk(connect):
    async with connect("/ws") as ws:
        await ws.send("x" * 1_000_000)
        assert await ws.recv() == "1000000 characters"
        await ws.send("x" * (16 * 1024 * 1024 + 1))
        assert await code_of_the_end(ws) == 1009

    async with connect("/ws") as ws:
        await ws.send(b"caf\xe9", text=True)  # Latin-1, in a frame that says it is UTF-8
        assert await code_of_the_end(ws) == 1007


async def code_of_the_end(ws):
    try:
        await ws.recv()
    except ConnectionClosedError as error:
        return error.rcvd.code
