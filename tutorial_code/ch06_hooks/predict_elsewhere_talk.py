"""Ask for a path that has no route, and see who answers."""

from websockets.exceptions import ConnectionClosed, InvalidStatus


async def talk(connect):
    try:
        async with connect("/news") as ws:
            heard = await ws.recv()
            await ws.wait_closed()
            return heard
    except InvalidStatus as refusal:
        return f"HTTP {refusal.response.status_code}"
    except ConnectionClosed as end:
        return f"close {end.rcvd.code}"
