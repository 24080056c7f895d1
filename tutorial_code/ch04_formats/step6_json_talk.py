"""Send what is no JSON object, again and again: each is answered, and the connection stays open."""

BAD = {
    '{"name": "Ann"': "bad JSON",
    "[" * 100_000: "bad JSON",
    '{"amount": NaN}': "bad JSON",
    '{"amount": 1e999}': "bad JSON",
    r'{"name": "\ud800"}': "bad JSON",
    "1": "not an object",
    "null": "not an object",
}


async def talk(connect):
    async with connect("/ws") as ws:
        for message, error in BAD.items():
            await ws.send(message)
            assert await ws.recv() == f'{{"error":"{error}"}}'
        await ws.send('{"name": "Ann"}')
        assert await ws.recv() == '{"echo": {"name": "Ann"}}'
