"""Ann comes with a ticket, tries with the cookie alone, and signs out with a ticket left over."""

from websockets.exceptions import InvalidStatus

from tutorial_code.ch10_security.post import post, sign_in


async def talk(connect, open_connection):
    cookie = await sign_in(open_connection, "ann")
    _, _, ticket = await post(open_connection, "/ticket", **cookie)
    _, _, left_over = await post(open_connection, "/ticket", **cookie)
    async with connect(f"/ws?ticket={ticket}", origin="https://chat.example") as ann:
        assert await ann.recv() == "Hello, ann."
    await is_refused(connect("/ws", additional_headers=cookie))
    await post(open_connection, "/logout", **cookie)
    await is_refused(connect(f"/ws?ticket={left_over}"))


async def is_refused(connecting):
    """Be turned away with 403."""
    try:
        await connecting
    except InvalidStatus as refusal:
        assert refusal.response.status_code == 403
    else:
        raise AssertionError("the door is open")
