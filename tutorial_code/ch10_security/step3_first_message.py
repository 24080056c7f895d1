"""Let the first message be the token, and wait for it no longer than five seconds."""

import asyncio
from contextlib import suppress

import responder

from tutorial_code.ch04_formats.step5_kinds import GONE, texts
from tutorial_code.ch10_security.users import find_user, serve

WITHIN = 5  # seconds
SETTINGS = {"ws_max_size": 64 * 1024}  # a stranger may speak, but not at length
api = responder.API(sessions=False)


async def first_word(ws):
    """What the client says first, or nothing, if it says nothing in time."""
    with suppress(TimeoutError):
        async with asyncio.timeout(WITHIN):
            return await anext(texts(ws), "")
    return ""


@api.route("/ws", websocket=True)
async def greet(ws):
    await ws.accept()
    if user := find_user(await first_word(ws)):
        await serve(ws, user)
    else:
        with suppress(*GONE):  # it may have left by itself
            await ws.close(4401, "token missing or wrong")


if __name__ == "__main__":
    print("Say s3cret-of-ann: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1", **SETTINGS)
