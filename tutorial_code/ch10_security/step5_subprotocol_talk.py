"""Offer two subprotocols, one of which is the token; then a wrong one."""

from websockets.exceptions import InvalidStatus


async def talk(connect):
    async with connect("/ws", subprotocols=["chat", "token.s3cret-of-ann"]) as ann:
        assert ann.subprotocol == "chat"
        assert await ann.recv() == "Hello, ann."
        await ann.send("hi")
        assert await ann.recv() == "ann said: hi"
    try:
        await connect("/ws", subprotocols=["chat", "token.guessed"])
    except InvalidStatus as refusal:
        assert refusal.response.status_code == 403
    else:
        raise AssertionError("the door is open")
