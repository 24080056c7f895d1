"""Come from a page of our own, then from a foreign one with the same cookie."""

from websockets.exceptions import InvalidStatus


async def talk(connect):
    cookie = {"Cookie": "token=s3cret"}
    ours, foreign = "http://127.0.0.1:5042", "http://evil.example"
    async with connect("/ws", additional_headers=cookie, origin=ours) as ws:
        await ws.send("hello")
        assert await ws.recv() == "Echo: hello"
    try:
        await connect("/ws", additional_headers=cookie, origin=foreign)
    except InvalidStatus as refusal:
        assert refusal.response.status_code == 403
    else:
        raise AssertionError("the door is open")
