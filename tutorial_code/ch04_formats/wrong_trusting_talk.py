"""Send five things that are not the JSON that the server hopes for, each from a new client."""

from websockets.exceptions import ConnectionClosedError

BAD = [
    b'{"name": "Ann"}',  # a binary message
    '{"name": "Ann"',  # a brace is missing
    "[" * 100_000,  # nested too deeply
    "1" * 5_000,  # a number with too many digits
    r'"\ud800"',  # half of a surrogate pair, which no UTF-8 can hold
]


async def talk(connect):
    for message in BAD:
        async with connect("/ws") as ws:
            await ws.send(message)
            try:
                await ws.recv()
            except ConnectionClosedError as error:
                assert error.rcvd.code == 1011
            else:
                raise AssertionError("the server answered")
