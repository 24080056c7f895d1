"""Buy a ticket, come in with it, and try it a second time."""

from websockets.exceptions import InvalidStatus

PURCHASE = (
    "POST /ticket HTTP/1.1\r\n"
    "Host: 127.0.0.1\r\n"
    "Authorization: Bearer {token}\r\n"
    "Content-Length: 0\r\n"
    "Connection: close\r\n"
    "\r\n"
)


async def buy(open_connection, token):
    """The status and the body of the answer, as any HTTP client would give them."""
    reader, writer = await open_connection()
    writer.write(PURCHASE.format(token=token).encode())
    head, _, body = (await reader.read()).decode().partition("\r\n\r\n")
    writer.close()
    return int(head.split()[1]), body


async def talk(connect, open_connection):
    status, ticket = await buy(open_connection, "s3cret")
    assert status == 200
    async with connect(f"/ws?ticket={ticket}") as ws:
        await ws.send("hello")
        assert await ws.recv() == "Echo: hello"
    for worthless in ticket, "invented":
        try:
            await connect(f"/ws?ticket={worthless}")
        except InvalidStatus as refusal:
            assert refusal.response.status_code == 403
        else:
            raise AssertionError("the door is open")
