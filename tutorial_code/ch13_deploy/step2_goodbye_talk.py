"""Ann does not read; when the server goes, Ben and whoever comes too late are told at once."""

import asyncio

from websockets.exceptions import ConnectionClosed

from tutorial_code.ch10_security.post import post


async def talk(connect, open_connection):
    ann = await connect("/pictures", max_size=None)
    ann.transport.pause_reading()
    ben = await connect("/pictures", max_size=None)
    for word in ("one", "two"):
        await ben.send(word)
        assert (await ben.recv()).startswith(f"{word}#")
    drained = asyncio.create_task(post(open_connection, "/drain"))
    await told(ben)
    await told(await connect("/pictures"))
    ann.transport.abort()
    assert (await drained)[2] == "0 did not go"


async def told(ws):
    try:
        raise AssertionError(f"not told: {await ws.recv()} came")
    except ConnectionClosed as end:
        assert (end.rcvd.code, end.rcvd.reason) == (1012, "restart")
