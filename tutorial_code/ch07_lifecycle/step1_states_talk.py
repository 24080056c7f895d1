"""Leave, and then be sent away; the client's state is looked at on the way."""

import asyncio

import pytest
from websockets.exceptions import ConnectionClosedOK
from websockets.protocol import State


async def talk(connect):
    ws = await connect("/ws")
    assert ws.state is State.OPEN
    await ws.send("hello")
    assert await ws.recv() == "Echo: hello"
    leaving = asyncio.create_task(ws.close())
    await asyncio.sleep(0)
    assert ws.state is State.CLOSING
    await leaving
    assert ws.state is State.CLOSED

    async with connect("/ws") as ws:
        await ws.send("bye")
        with pytest.raises(ConnectionClosedOK):
            await ws.recv()
        assert (ws.close_code, ws.close_reason) == (1000, "goodbye")
