"""Sign in, open a socket, sign out; the door is shut, and the socket talks on."""

from websockets.exceptions import InvalidStatus

from tutorial_code.ch10_security.post import post, sign_in


async def talk(connect, open_connection):
    cookie = await sign_in(open_connection, "ann")
    async with connect("/ws", additional_headers=cookie) as ann:
        assert await ann.recv() == "Hello, ann."
        await post(open_connection, "/logout", **cookie)
        try:
            await connect("/ws", additional_headers=cookie)
        except InvalidStatus as refusal:
            assert refusal.response.status_code == 403
        await ann.send("am I still here?")
        assert await ann.recv() == "ann said: am I still here?"
