"""Say the token first; say another word first."""

from websockets.exceptions import ConnectionClosed


async def talk(connect):
    async with connect("/ws") as ann:
        await ann.send("s3cret-of-ann")
        assert await ann.recv() == "Hello, ann."
        await ann.send("hi")
        assert await ann.recv() == "ann said: hi"
    async with connect("/ws") as eve:
        await eve.send("let me in")
        try:
            await eve.recv()
        except ConnectionClosed:
            assert eve.close_code == 4401
        else:
            raise AssertionError("the door is open")
