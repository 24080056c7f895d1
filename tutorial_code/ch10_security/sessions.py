"""Sessions that end, by time or by signing out, and take their sockets with them."""

import asyncio
import secrets
from contextlib import suppress

from starlette.websockets import WebSocketDisconnect

from tutorial_code.ch03_chat.side_by_side import side_by_side


class Session:
    """Who has signed in; ``over`` is set when it ends, and ``why`` says for what reason."""

    def __init__(self, user):
        self.user, self.why, self.over = user, "", asyncio.Event()


class Sessions:
    """The sessions that live, each found by a key that nobody can guess."""

    def __init__(self, lifetime):
        self.lifetime, self.living = lifetime, {}  # seconds; the session of each key

    def start(self, user):
        """Begin a session, and give its key."""
        key = secrets.token_urlsafe()
        self.living[key] = Session(user)
        loop = asyncio.get_running_loop()
        self.living[key].alarm = loop.call_later(self.lifetime, self.end, key, "session expired")
        return key

    def find(self, key):
        """The session of a key, or None if there is none, or none any more."""
        return self.living.get(key)

    def end(self, key, why):
        """End a session, if it lives; whoever waits for its end learns why."""
        if session := self.living.pop(key, None):
            session.alarm.cancel()
            session.why = why
            session.over.set()


async def close(ws, code, reason):
    """Close, if the client is still there and takes note of it within a second."""
    with suppress(WebSocketDisconnect, RuntimeError, TimeoutError):
        async with asyncio.timeout(1):
            await ws.close(code, reason)


async def while_it_lasts(session, ws, job):
    """Do a job, and stop it when the session is over; then say so to the client."""
    await side_by_side(job, session.over.wait())
    if session.over.is_set():
        await close(ws, 4401, session.why)
