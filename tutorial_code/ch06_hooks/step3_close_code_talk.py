"""Come with the token, and without one: the refusal has a code and a reason."""

from websockets.exceptions import ConnectionClosedError


async def talk(connect):
    async with connect("/ws", additional_headers={"Authorization": "Bearer s3cret"}) as ws:
        await ws.send("hello")
        assert await ws.recv() == "Echo: hello"
    async with connect("/ws") as ws:
        try:
            await ws.recv()
        except ConnectionClosedError:
            assert ws.close_code == 4401
            assert ws.close_reason == "token missing or wrong"
        else:
            raise AssertionError("the door is open")
