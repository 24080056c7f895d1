"""Ann stays; Bob, Cid and Dora each break a rule and are told which; Ann is still served."""

from websockets.exceptions import ConnectionClosedError


async def talk(connect):
    async with connect("/ws") as ann:
        await ann.send('{"name": "Ann"')
        assert await ann.recv() == '{"error":"bad JSON"}'

        async with connect("/ws") as bob:
            await bob.send(b'{"name": "Bob"}')
            assert await code_of_the_end(bob) == 1003

        async with connect("/ws") as cid:
            await cid.send(b'{"name": "Cid\xe9"}', text=True)
            assert await code_of_the_end(cid) == 1007

        async with connect("/ws") as dora:
            await dora.send("x" * 65_537)
            assert await code_of_the_end(dora) == 1009

        await ann.send('{"name": "Ann"}')
        assert await ann.recv() == '{"echo": {"name": "Ann"}}'


async def code_of_the_end(ws):
    try:
        await ws.recv()
    except ConnectionClosedError as error:
        return error.rcvd.code
