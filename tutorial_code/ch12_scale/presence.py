"""Who is here: in one process, and in all that share a room."""

import asyncio
import json
import logging
import secrets
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

from tutorial_code.ch09_slow_clients.outbox import encoded
from tutorial_code.ch12_scale.streams import answer, open_redis

LEASE = 3  # seconds for which a process is believed that says nothing
log = logging.getLogger("uvicorn.error")


class Presence:
    """Who is here, where there is one process."""

    pause = None  # nobody else changes anything, so there is no need to ask now and then

    async def beat(self, names):
        """Say who is here in this process, and hear who is here in any."""
        return set(names)

    async def close(self):
        """Nobody is here any more."""


class RedisPresence:
    """Who is here, where each process keeps a list in Redis that expires unless it is renewed."""

    pause = LEASE / 3  # seconds between two beats

    def __init__(self, url, name="room"):
        self.redis = open_redis(url)
        self.lists, self.mine = f"{{{name}}}:here", f"{{{name}}}:here:{secrets.token_hex(8)}"

    async def beat(self, names):
        """Say who is here in this process, and hear who is here in any."""
        pipe = self.redis.pipeline()
        pipe.set(self.mine, json.dumps(sorted(names)), px=timedelta(seconds=LEASE))
        pipe.sadd(self.lists, self.mine)
        pipe.smembers(self.lists)
        *_, lists = await answer(pipe.execute())
        found = dict(zip(lists, await answer(self.redis.mget(lists)), strict=True))
        if expired := [each for each in lists if found[each] is None]:
            await answer(self.redis.srem(self.lists, *expired))
        return {name for names in found.values() if names for name in json.loads(names)}

    async def close(self):
        """Nobody is here any more."""
        await answer(self.redis.delete(self.mine))
        await self.redis.aclose()


class Attended:
    """A part of a room: says who is here, who comes and who goes, in whichever process."""

    def __init__(self, log, presence):
        super().__init__(log)
        self.presence, self.names = presence, set()
        self.newcomers, self.change = set(), asyncio.Event()

    def join(self, member):
        super().join(member)
        self.newcomers.add(member)
        self.change.set()

    def leave(self, member):
        super().leave(member)
        self.newcomers.discard(member)
        self.change.set()

    async def watch(self):
        """Compare who is here with who was, at each change and at each beat."""
        while True:
            self.change.clear()
            newcomers = set(self.newcomers)
            try:
                now = await self.presence.beat({member.name for member in self.members})
            except ConnectionError as error:
                log.warning("presence: %s", error)
            else:
                self.announce(now, newcomers)
            with suppress(TimeoutError):
                async with asyncio.timeout(self.presence.pause):
                    await self.change.wait()

    def announce(self, now, newcomers):
        """Tell the newcomers who is here, and the others what has changed."""
        news = [{"type": "joined", "name": name} for name in sorted(now - self.names)]
        news += [{"type": "left", "name": name} for name in sorted(self.names - now)]
        news = [encoded(each) for each in news]
        here = encoded({"type": "here", "names": sorted(now)})
        for member in self.members:
            if member in newcomers:
                member.tell(here)
            elif member not in self.newcomers:  # they wait for the next beat, which knows of them
                for message in news:
                    member.tell(message)
        self.names, self.newcomers = now, self.newcomers - newcomers

    @asynccontextmanager
    async def alive(self, api):
        """Watch for as long as an ``api`` runs, whose ``lifespan`` this is."""
        async with super().alive(api):
            watching = asyncio.create_task(self.watch())
            try:
                yield
            finally:
                watching.cancel()
                await asyncio.wait([watching], timeout=1)
                with suppress(ConnectionError, TimeoutError):  # then it will expire
                    async with asyncio.timeout(1):
                        await self.presence.close()
