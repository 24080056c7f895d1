"""Ask for a socket at a path that the server does not know, and see what it answers."""

from websockets.exceptions import InvalidStatus


async def talk(connect):
    try:
        await connect("/news")
    except InvalidStatus as refusal:
        return str(refusal.response.status_code)
    return "101"
