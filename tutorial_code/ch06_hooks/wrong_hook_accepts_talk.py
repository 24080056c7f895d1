"""Come with the right token, and be thrown out all the same."""

from websockets.exceptions import ConnectionClosedError


async def talk(connect):
    async with connect("/ws", additional_headers={"Authorization": "Bearer s3cret"}) as ws:
        try:
            await ws.recv()
        except ConnectionClosedError:
            assert ws.close_code == 1011
        else:
            raise AssertionError("the handler accepted a second time")
