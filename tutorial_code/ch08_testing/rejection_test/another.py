"""Write the test of a door: both come at once, and the exception holds the code."""

import asyncio

from websockets.exceptions import ConnectionClosed

from tutorial_code.ch08_testing.rejection_test.servers import api


async def comes_in(connect, name):
    ws = await connect(f"/members?name={name}")
    assert await ws.recv() == f"Welcome, {name}"
    await ws.close()


async def is_kept_out(connect):
    ws = await connect("/members")
    try:
        message = await ws.recv()
    except ConnectionClosed as end:
        assert end.rcvd.code == 4401
    else:
        raise ValueError(f"{message} came")


async def talk(connect):
    await asyncio.wait_for(asyncio.gather(comes_in(connect, "ben"), is_kept_out(connect)), 0.4)


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/right/members?name=ann")
    api.run(address="127.0.0.1")
