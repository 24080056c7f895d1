"""Connect to a handler that speaks too early: the handshake is refused."""

from websockets.exceptions import InvalidStatus


async def talk(connect):
    try:
        await connect("/ws")
    except InvalidStatus as error:
        assert error.response.status_code == 403
    else:
        raise AssertionError("the handshake was accepted")
