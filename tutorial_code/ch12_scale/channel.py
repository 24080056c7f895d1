"""Publish and subscribe: whoever listens is told, and nothing is kept."""

import asyncio
import json
from contextlib import aclosing
from itertools import count

from tutorial_code.ch03_chat import room as plain
from tutorial_code.ch09_slow_clients.step3_speaker import Isolated
from tutorial_code.ch11_reconnect.resuming import Confirming, Following
from tutorial_code.ch12_scale.streams import answer, open_redis


class Channel:
    """What stands in the place of a log, for the rooms of one process."""

    def __init__(self):
        self.listeners, self.numbers = [], count(1)

    async def add(self, entry, key=None):
        id = f"1-{next(self.numbers)}"
        for queue in self.listeners:
            queue.put_nowait((id, entry))
        return id

    async def follow(self, last):
        queue = asyncio.Queue()
        self.listeners.append(queue)
        while True:
            yield await queue.get()

    async def newest(self):
        return "1-0"


class RedisChannel:
    """The same for many processes: PUBLISH and SUBSCRIBE."""

    def __init__(self, url, name="room"):
        self.redis, self.name = open_redis(url), name

    async def add(self, entry, key=None):
        id = f"1-{await answer(self.redis.incr(f'{self.name}:count'))}"
        await answer(self.redis.publish(self.name, json.dumps([id, entry])))
        return id

    async def follow(self, last):
        async with self.redis.pubsub() as listener:
            await listener.subscribe(self.name)
            async with aclosing(listener.listen()) as messages:
                async for message in messages:
                    if message["type"] == "message":
                        yield json.loads(message["data"])

    async def newest(self):
        return "1-0"


class Room(Following, Isolated, Confirming, plain.Room):
    """A room that has nothing for whoever comes back, since nobody has kept it."""

    async def read(self, member):
        self.join(member)
        member.tell({"type": "hello", "name": member.name, "last": self.last})
        await super().read(member)
