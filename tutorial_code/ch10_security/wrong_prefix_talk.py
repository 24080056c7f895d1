"""Come from another site, and then from one whose name begins as ours does."""

from websockets.exceptions import InvalidStatus


async def talk(connect):
    try:
        await connect("/chat", origin="https://evil.example")
    except InvalidStatus as refusal:
        assert refusal.response.status_code == 403
    async with connect("/chat", origin="https://chat.example.evil.example") as ws:
        await ws.send("what do they say here?")
        assert await ws.recv() == "what do they say here?"
