"""What a room has to remember: in this process, or in a Redis that several processes share."""

import secrets

from tutorial_code.ch10_security import tickets
from tutorial_code.ch11_reconnect.log import Log
from tutorial_code.ch12_scale.presence import Presence, RedisPresence
from tutorial_code.ch12_scale.streams import RedisLog, answer

LIFETIME = 30  # seconds that a ticket is good for
MEMORY = 8 * 1024 * 1024  # bytes of what was said, as far as this process keeps it


class Tickets(tickets.Tickets):
    """The tickets of chapter 10, which the process takes that has sold them."""

    async def sell(self, worth):
        return super().sell(worth)

    async def spend(self, ticket):
        return super().spend(ticket)


class RedisTickets:
    """Tickets that any process takes which has the same Redis; ConnectionError without it."""

    def __init__(self, redis):
        self.redis = redis

    async def sell(self, worth):
        ticket = secrets.token_urlsafe()
        await answer(self.redis.set(f"ticket:{ticket}", worth, ex=LIFETIME))
        return ticket

    async def spend(self, ticket):
        return await answer(self.redis.getdel(f"ticket:{ticket}"))


def open_stores(url):
    """The log, who is here, and the tickets, for the address of a Redis or for an empty one."""
    if not url:
        return Log(bound=MEMORY), Presence(), Tickets(LIFETIME)
    try:
        log = RedisLog(url)
        return log, RedisPresence(url), RedisTickets(log.redis)
    except ValueError as error:
        raise SystemExit(f"REDIS_URL={url!r} is wrong: {error}") from None
