"""Come without a name: the answer is HTTP, and the code is lost."""

from websockets.exceptions import InvalidStatus


async def talk(connect):
    try:
        await connect("/members")
    except InvalidStatus as refusal:
        assert refusal.response.status_code == 403
    else:
        raise AssertionError("a stranger was let in")
