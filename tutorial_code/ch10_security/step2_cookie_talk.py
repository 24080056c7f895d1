"""Sign in and come with the cookie; come without it; let a foreign page come with it."""

from websockets.exceptions import InvalidStatus

from tutorial_code.ch10_security.post import sign_in


async def talk(connect, open_connection):
    cookie = await sign_in(open_connection, "ann")
    async with connect("/ws", additional_headers=cookie, origin="http://localhost:5042") as ann:
        assert await ann.recv() == "Hello, ann."
        await ann.send("hi")
        assert await ann.recv() == "ann said: hi"
    for headers, origin in ({}, None), (cookie, "https://evil.example"):
        try:
            await connect("/ws", additional_headers=headers, origin=origin)
        except InvalidStatus as refusal:
            assert refusal.response.status_code == 403
        else:
            raise AssertionError("the door is open")
