"""Who is known, and what awaits them behind each of the four doors."""

import hmac

from tutorial_code.ch04_formats.step5_kinds import say, texts

TOKENS = {"s3cret-of-ann": "ann", "s3cret-of-ben": "ben"}


def find_user(token):
    """The user whose token this is, or None. All tokens are compared, each in constant time."""
    found = None
    for known, user in TOKENS.items():
        if hmac.compare_digest(token.encode(), known.encode()):
            found = user
    return found


def bearer(req):
    """The user whose token stands in the header of an HTTP request, or None."""
    scheme, _, token = req.headers.get("Authorization", "").partition(" ")
    return find_user(token) if scheme == "Bearer" else None


async def serve(ws, user):
    """Greet who has come in, and echo what they say."""
    await say(ws, f"Hello, {user}.")
    async for text in texts(ws):
        await say(ws, f"{user} said: {text}")
