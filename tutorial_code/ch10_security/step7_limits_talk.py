"""Ann says too much at a time, too often, and from too many places; Ben is not disturbed."""

from websockets.exceptions import ConnectionClosed

from tutorial_code.ch10_security.post import post


async def talk(connect, open_connection):
    async def comes(name):
        """An open connection of a user, with a ticket of its own."""
        token = f"Bearer s3cret-of-{name}"
        _, _, ticket = await post(open_connection, "/ticket", Authorization=token)
        return connect(f"/chat?ticket={ticket}")

    async with await comes("ben") as ben:
        async with await comes("ann") as ann:
            await ann.send("x" * 65537)
            assert await end(ann) == 1009
        async with await comes("ann") as one, await comes("ann") as two:
            async with await comes("ann") as three:
                assert await end(three) == 4429
            for ws, word in (one, "buy"), (two, "my"), (one, "book"), (two, "now"), (one, "please"):
                await ws.send(word)
                for member in ben, one, two:
                    assert await member.recv() == f"ann: {word}"
            await two.send("today")
            assert await end(two) == 4429
            await ben.send("quiet at last")
            for member in ben, one:
                assert await member.recv() == "ben: quiet at last"


async def end(ws):
    """The code with which a connection ends; nothing may come before."""
    try:
        heard = await ws.recv()
    except ConnectionClosed:
        return ws.close_code
    raise AssertionError(f"{heard!r} came, and not the end")
