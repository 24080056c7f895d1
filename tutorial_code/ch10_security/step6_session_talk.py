"""Ben and Ann are here, and Ann signs out."""

from websockets.exceptions import ConnectionClosed

from tutorial_code.ch10_security.post import post, sign_in


async def talk(connect, open_connection):
    bens, anns = [await sign_in(open_connection, name) for name in ("ben", "ann")]
    async with connect("/ws", additional_headers=bens) as ben:
        assert await ben.recv() == "Hello, ben."
        async with connect("/ws", additional_headers=anns) as ann:
            assert await ann.recv() == "Hello, ann."
            await post(open_connection, "/logout", **anns)
            try:
                await ann.recv()
            except ConnectionClosed:
                assert (ann.close_code, ann.close_reason) == (4401, "signed out")
            else:
                raise AssertionError("the socket outlives its session")
        await ben.send("hi")
        assert await ben.recv() == "ben said: hi"
