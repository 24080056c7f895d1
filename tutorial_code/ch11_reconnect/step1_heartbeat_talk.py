"""Ann asks in a frame of her own, as a program can, and in a message, as a page has to."""


async def talk(connect):
    async with connect("/ws") as ann:
        await (await ann.ping(b"hello?"))
        await ann.send('{"type": "ping"}')
        assert await ann.recv() == '{"type": "pong"}'
        await ann.send("hi")
        assert await ann.recv() == "hi"
