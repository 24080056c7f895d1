"""Come with the token in the address, and without one: the hook itself works."""

from websockets.exceptions import InvalidStatus


async def talk(connect):
    async with connect("/ws?token=s3cret") as ws:
        await ws.send("hello")
        assert await ws.recv() == "Echo: hello"
    try:
        await connect("/ws")
    except InvalidStatus as refusal:
        assert refusal.response.status_code == 403
    else:
        raise AssertionError("the door is open")
