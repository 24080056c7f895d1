"""Buy a ticket and come in as who bought it; come again with the same."""

from websockets.exceptions import InvalidStatus

from tutorial_code.ch10_security.post import post


async def talk(connect, open_connection):
    token = "Bearer s3cret-of-ben"
    status, _, ticket = await post(open_connection, "/ticket", Authorization=token)
    assert status == 200
    async with connect(f"/ws?ticket={ticket}") as ben:
        assert await ben.recv() == "Hello, ben."
        await ben.send("hi")
        assert await ben.recv() == "ben said: hi"
    try:
        await connect(f"/ws?ticket={ticket}")
    except InvalidStatus as refusal:
        assert refusal.response.status_code == 403
    else:
        raise AssertionError("the door is open")
