"""The log of chapter 11 once more, kept in Redis, where every process finds it."""

import asyncio
import json
import re
import secrets
from contextlib import nullcontext

PATIENCE = 10  # seconds that Redis has to answer, while redis-py tries again and again
AT_A_TIME = 20  # that may be said at the same moment; each takes a connection to Redis
BLOCK = 2000  # milliseconds that a follower waits in one go; redis-py takes 5000 for a failure
AT_ONCE = 500  # entries that it reads in one go, if so many wait
MEMORY = 600  # seconds for which a key is known again
NEWEST = """
local function newest()
    local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
    return last and last[1] or redis.call('XADD', KEYS[1], '*', 'born', '')
end
"""
ADD = """
local known = redis.call('GET', KEYS[2])
if known then return known end
local keep, entry, memory = unpack(ARGV)
local id = redis.call('XADD', KEYS[1], 'MAXLEN', keep, '*', 'after', newest(), 'entry', entry)
redis.call('SET', KEYS[2], id, 'EX', memory)
return id
"""


class Gap(LookupError):
    """What a follower has not yet seen is forgotten, or Redis has lost it."""


class RedisLog:
    """What was said in a room, in order, each entry under an id; the oldest are forgotten.

    Each entry names the one ``after`` which it came, so that no gap stays hidden.
    ConnectionError if Redis does not answer in time.
    """

    def __init__(self, url, name="room", keep=10_000):
        self.redis = open_redis(url)
        self.stream, self.keep = f"{{{name}}}", keep  # the braces keep all of a room on one node
        self.turns = asyncio.Semaphore(AT_A_TIME)
        self.run_add = self.redis.register_script(NEWEST + ADD)
        self.run_newest = self.redis.register_script(NEWEST + "return newest()")

    async def add(self, entry, key=None):
        """The new entry's id, or the id of then if the key was seen already."""
        key = secrets.token_hex() if key is None else f"of {key}"  # redis-py may say it twice
        keys = [self.stream, f"{self.stream}:key:{key}"]
        said = self.run_add(keys, [self.keep, json.dumps(entry), MEMORY])
        return await answer(said, self.turns)

    async def after(self, last):
        """Every entry later than an id (None: all that is kept), and True if some are forgotten."""
        if last is None:
            return entries(await self.range()), False
        found = await self.range(last) if is_id(last) else []
        if not found:  # no id, or one of another life
            return entries(await self.range()), True
        id, fields = found[0]
        if id == last:
            return entries(found[1:]), False
        return entries(found), fields.get("after") != last

    async def range(self, first="-"):
        return await answer(self.redis.xrange(self.stream, first), self.turns)

    async def follow(self, last):
        """Every later entry, in order, for ever; Gap if one is missing."""
        while True:
            read = self.redis.xread({self.stream: last}, count=AT_ONCE, block=BLOCK)
            streams = await answer(read)
            for _, later in streams:  # there is one, or none if nothing came
                for id, fields in later:
                    if fields.get("after") != last:
                        raise Gap(f"what came between {last} and {id} is lost")
                    last = id
                    yield id, json.loads(fields["entry"])

    async def newest(self):
        """The id of the last entry, or of the log's beginning."""
        return await answer(self.run_newest([self.stream]))

    async def close(self):
        await self.redis.aclose()


def open_redis(url):
    """A client that tries again for as long as it is waited for; ValueError for a wrong address."""
    from redis.asyncio import Redis  # here and not above: the page has no sockets and no redis-py
    from redis.asyncio.retry import Retry
    from redis.backoff import ExponentialWithJitterBackoff

    backoff = ExponentialWithJitterBackoff(cap=0.5, base=0.01)  # seconds
    return Redis.from_url(url, decode_responses=True, retry=Retry(backoff, retries=-1))


async def answer(question, turn=None):
    """What Redis answers; ConnectionError if it refuses, or has not answered in time."""
    from redis.exceptions import RedisError

    try:
        async with asyncio.timeout(PATIENCE), turn or nullcontext():
            return await question
    except (RedisError, TimeoutError) as error:
        raise ConnectionError(f"no answer from Redis: {error!r}") from error
    finally:
        question.close()  # if its turn has not come


def is_id(text):
    """Whether a text has the form of an id."""
    return bool(re.fullmatch(r"\d{1,18}-\d{1,18}", text, re.ASCII))


def entries(found):
    """What Redis found, without the mark that stands at the log's beginning."""
    return [(id, json.loads(fields["entry"])) for id, fields in found if "entry" in fields]
