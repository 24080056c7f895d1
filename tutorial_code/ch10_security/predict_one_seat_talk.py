"""Come in, try a second time meanwhile, leave, and come again."""

from websockets.exceptions import ConnectionClosed, InvalidStatus


async def talk(connect):
    async with connect("/ws") as first:
        assert await first.recv() == "You are in."
        try:
            await connect("/ws")
        except InvalidStatus as refusal:
            assert refusal.response.status_code == 403
    try:
        async with connect("/ws") as again:
            return await again.recv()
    except InvalidStatus as refusal:
        return f"HTTP {refusal.response.status_code}"
    except ConnectionClosed as end:
        return f"close {end.rcvd.code}"
