"""Ann and Ben sign in, buy tickets and talk; Ann signs out."""

from websockets.exceptions import ConnectionClosed

from tutorial_code.ch10_security.post import post, sign_in

OURS = "http://localhost:5042"


async def talk(connect, open_connection):
    async def ticket(cookie):
        return (await post(open_connection, "/ticket", **cookie))[2]

    anns, bens = [await sign_in(open_connection, name) for name in ("ann", "ben")]
    async with (
        connect(f"/chat?ticket={await ticket(bens)}", origin=OURS) as ben,
        connect(f"/chat?ticket={await ticket(anns)}", origin=OURS) as ann,
    ):
        await ann.send("<b>hi</b>")
        for ws in ben, ann:
            assert await ws.recv() == "ann: <b>hi</b>"
        await post(open_connection, "/logout", **anns)
        try:
            await ann.recv()
        except ConnectionClosed:
            assert ann.close_code == 4401
        await ben.send("bye, ann")
        assert await ben.recv() == "ben: bye, ann"
