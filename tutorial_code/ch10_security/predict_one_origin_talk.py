"""Come from a page whose address is a part of the one in the list."""

from websockets.exceptions import ConnectionClosed, InvalidStatus


async def talk(connect):
    try:
        async with connect("/ws", origin="https://chat.exam") as ws:
            heard = await ws.recv()
            await ws.wait_closed()
            return heard
    except InvalidStatus as refusal:
        return f"HTTP {refusal.response.status_code}"
    except ConnectionClosed as end:
        return f"close {end.rcvd.code}"
