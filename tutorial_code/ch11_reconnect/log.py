"""What was said in a room, kept for a while, so that nobody has to have been there."""

import asyncio
import time

from tutorial_code.ch09_slow_clients.outbox import encoded, size


class Log:
    """What was said in a room, in order, each entry under an id; the oldest are forgotten.

    It holds at most ``keep`` entries, and at most ``bound`` bytes of them and their keys, or one
    entry that is bigger.
    An id is text, and means something to the log alone: its ``born``, a number that no other life
    of the log has had (milliseconds of the clock), and the entry's number in this life.
    """

    def __init__(self, keep=10_000, bound=64 * 1024 * 1024, born=None):
        self.keep, self.bound, self.born = keep, bound, born or time.time_ns() // 1_000_000
        self.entries, self.keys = {}, {}  # by number; the number of each key
        self.length, self.forgotten = 0, 0  # the numbers of the last entry, and of the last lost
        self.bytes = 0
        self.more = asyncio.Event()

    async def add(self, entry, key=None):
        """Keep an entry and give its id; a key that was seen gives the id of then, and no more."""
        if key is not None and key in self.keys:
            return self.id(self.keys[key])
        self.length += 1
        length = size(encoded(entry)) + len(key or "")
        self.entries[self.length] = entry, key, length
        self.bytes += length
        if key is not None:
            self.keys[key] = self.length
        while len(self.entries) > self.keep or (self.bytes > self.bound and len(self.entries) > 1):
            self.forget()
        self.more.set()
        self.more = asyncio.Event()
        return self.id(self.length)

    def forget(self):
        """Let go of the oldest entry, and of its key."""
        self.forgotten += 1
        _, key, length = self.entries.pop(self.forgotten)
        self.keys.pop(key, None)
        self.bytes -= length

    async def after(self, last):
        """The entries later than the id ``last``, as (id, entry), and whether some are forgotten.

        They are forgotten, too, if ``last`` is of another life, or no id. None: all that is kept.
        """
        number = self.forgotten if last is None else self.number(last)
        gap = number is None or number < self.forgotten
        first = (self.forgotten if gap else number) + 1
        later = [(self.id(each), self.entries[each][0]) for each in range(first, self.length + 1)]
        return later, gap

    async def follow(self, last):
        """Each entry later than ``last``, in order, for ever: what is there, and what comes."""
        while True:
            more = self.more
            later, _ = await self.after(last)
            for last, entry in later:
                yield last, entry
            await more.wait()

    async def newest(self):
        """The id of the last entry, or of the log's beginning."""
        return self.id(self.length)

    def id(self, number):
        return f"{self.born}-{number}"

    def number(self, id):
        """The number of an entry of this life, or of the beginning; None for any other text."""
        born, _, digits = id.partition("-")
        if born != str(self.born) or not (digits.isdecimal() and digits.isascii()):
            return None
        # No more digits than the last entry has: int() refuses thousands of them.
        known = len(digits) <= len(str(self.length)) and int(digits) <= self.length
        return int(digits) if known else None
