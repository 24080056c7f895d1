"""Come with the token, and without one: the refusal is an HTTP answer, body and all."""

import json

from websockets.exceptions import InvalidStatus


async def talk(connect):
    async with connect("/ws", additional_headers={"Authorization": "Bearer s3cret"}) as ws:
        await ws.send("hello")
        assert await ws.recv() == "Echo: hello"
    try:
        await connect("/ws")
    except InvalidStatus as refusal:
        assert refusal.response.status_code == 401
        assert refusal.response.headers["WWW-Authenticate"] == "Bearer"
        assert json.loads(refusal.response.body) == {"error": "token missing or wrong"}
    else:
        raise AssertionError("the door is open")
