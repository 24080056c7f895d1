"""Come without a name: the server has nothing to say, and so says that it is broken."""

from websockets.exceptions import InvalidStatus


async def talk(connect):
    try:
        await connect("/members")
    except InvalidStatus as refusal:
        assert refusal.response.status_code == 500
    else:
        raise AssertionError("a stranger was let in")
