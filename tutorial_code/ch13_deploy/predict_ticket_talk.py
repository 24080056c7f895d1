"""Buy a ticket from one process, and show it to the other."""

from websockets.exceptions import InvalidStatus

from tutorial_code.ch10_security.post import post


async def talk(connect, open_connection):
    _, _, ticket = await post(open_connection, "/one/ticket")
    try:
        async with connect(f"/two/chat?ticket={ticket}") as ann:
            return await ann.recv()
    except InvalidStatus as refusal:
        return f"HTTP {refusal.response.status_code}"
