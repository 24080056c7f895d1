"""Ann pays 5, Bob pays NaN, and Ann pays 2: from then on nobody knows the total."""


async def talk(connect):
    async with connect("/ws") as ann, connect("/ws") as bob:
        await ann.send('{"amount": 5}')
        assert await ann.recv() == '{"total":5}'
        await bob.send('{"amount": NaN}')
        assert await bob.recv() == '{"total":NaN}'
        await ann.send('{"amount": 2}')
        assert await ann.recv() == '{"total":NaN}'
