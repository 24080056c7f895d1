"""Come with the token, without one, and with a wrong one: nobody sees a 4401."""

from websockets.exceptions import InvalidStatus


async def talk(connect):
    async with connect("/ws", additional_headers={"Authorization": "Bearer s3cret"}) as ws:
        await ws.send("hello")
        assert await ws.recv() == "Echo: hello"
    for headers in {}, {"Authorization": "Bearer guessed"}:
        try:
            await connect("/ws", additional_headers=headers)
        except InvalidStatus as refusal:
            assert refusal.response.status_code == 403
        else:
            raise AssertionError("the door is open")
