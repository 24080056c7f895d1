"""The room of chapter 11 for one process or for many: REDIS_URL decides."""

import asyncio
import logging
import os
from contextlib import asynccontextmanager

from tutorial_code.ch10_security.sessions import close
from tutorial_code.ch11_reconnect import resuming
from tutorial_code.ch11_reconnect.log import Log
from tutorial_code.ch12_scale.presence import Attended, Presence, RedisPresence
from tutorial_code.ch12_scale.streams import Gap, RedisLog

log = logging.getLogger("uvicorn.error")


def open_shared(name="room", born=None):
    """The log of a room and who is here: in Redis, if REDIS_URL says where, or in this process."""
    url = os.environ.get("REDIS_URL")
    if not url:
        return Log(born=born), Presence()
    try:
        return RedisLog(url, name), RedisPresence(url, name)
    except ValueError as error:
        raise SystemExit(f"REDIS_URL: {error}") from None


class Dependent:
    """A part of a room: what becomes of its members when the log does not answer, or has a gap."""

    async def serve(self, member):
        try:
            await super().serve(member)
        except ConnectionError as error:
            log.warning("%s", error)
            await close(member.ws, 1013, "try again later")

    async def follow(self):
        """Follow the log for ever; whoever was here when it broke comes back and resumes."""
        while True:
            try:
                await super().follow()
            except (ConnectionError, Gap) as error:
                log.warning("%s", error)
                self.last = None  # nobody joins until it follows again
                for member in list(self.members):
                    self.leave(member)  # at once, before anything later is told
                    member.too_slow.set()
                await asyncio.sleep(0.1)


class Room(Attended, Dependent, resuming.Room):
    """The room of chapter 11, whose log and whose members may be shared by many processes."""

    @asynccontextmanager
    async def alive(self, api):
        """Follow and watch for as long as an ``api`` runs, whose ``lifespan`` this is."""
        async with super().alive(api):
            yield
        if isinstance(self.log, RedisLog):
            await self.log.close()

    async def lag(self):
        """How many entries of the log this process has not yet told its members."""
        later, _ = await self.log.after(self.last)
        return len(later)
