"""Send one message in three pieces, with a ping between two of them."""


async def talk(connect):
    async with connect("/ws") as ws:

        async def pieces():
            yield "Web"
            await (await ws.ping("hi"))
            yield "Sock"
            yield "et"

        await ws.send(pieces())
        return await ws.recv()
