"""Come from a page of our own, from no page at all, and from six pages that are not ours."""

from websockets.exceptions import InvalidStatus

FOREIGN = [
    "http://chat.example",  # another scheme
    "https://chat.example:8443",  # another port
    "https://blog.chat.example",  # a sub-domain
    "https://chat.example.evil.example",  # it only begins like ours
    "https://evil.example",  # another site
    "null",  # a page that hides where it comes from
]


async def talk(connect):
    for ours in "https://chat.example", None:
        async with connect("/chat", origin=ours) as ws:
            await ws.send("hi")
            assert await ws.recv() == "hi"
    for foreign in FOREIGN:
        try:
            await connect("/chat", origin=foreign)
        except InvalidStatus as refusal:
            assert refusal.response.status_code == 403
        else:
            raise AssertionError(f"a page of {foreign} is let in")
