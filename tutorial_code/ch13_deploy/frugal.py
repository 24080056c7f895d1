"""Members that cost little while they are silent: one task each, and nothing that waits."""

import asyncio
from contextlib import suppress

from tutorial_code.ch03_chat import room as plain
from tutorial_code.ch04_formats.step5_kinds import GONE
from tutorial_code.ch09_slow_clients.outbox import MESSAGES, SIZE, encoded, size

CALM = asyncio.Event()  # the relief of all who are not behind
CALM.set()


class Outbox:
    """What the outbox of chapter 9 is, for a writer that need not wait for something to come."""

    __slots__ = "bytes", "messages", "relief", "waiting"  # of which there are thousands

    def __init__(self):
        self.waiting, self.messages, self.bytes, self.relief = (), 0, 0, CALM

    def full(self):
        return self.messages >= MESSAGES or self.bytes >= SIZE

    def put(self, message):
        self.waiting = self.waiting or []
        self.waiting.append(message)
        self.count(1, size(message))

    def drain(self):
        """Each message in order, with those that come meanwhile, until nothing waits."""
        while self.waiting:
            taken, self.waiting = self.waiting, ()  # where nothing waits there is no list
            for message in taken:
                self.count(-1, -size(message))
                yield message

    def count(self, messages, size):
        self.messages += messages
        self.bytes += size
        behind = self.messages > MESSAGES / 2 or self.bytes > SIZE / 2
        if behind and self.relief is CALM:
            self.relief = asyncio.Event()
        elif not behind and self.relief is not CALM:
            self.relief.set()
            self.relief = CALM


class Cut:
    """What ``too_slow`` is for such a member: to set it ends the handler, wherever it waits."""

    __slots__ = "cut", "handler"

    def __init__(self):
        self.handler, self.cut = asyncio.current_task(), False

    def set(self):
        if not self.cut:
            self.cut = True
            self.handler.cancel()

    def is_set(self):
        return self.cut


class Silent:
    """A part of a member: a writer runs only as long as there is something to write."""

    def __init__(self, *args):
        super().__init__(*args)
        self.queue, self.too_slow, self.writer = Outbox(), Cut(), None

    def tell(self, message):
        if self.queue.full():
            self.too_slow.set()
        elif not self.too_slow.is_set():
            self.queue.put(encoded(message))
            self.writer = self.writer or asyncio.create_task(self.write())

    async def write(self):
        try:
            for message in self.queue.drain():
                with suppress(*GONE):  # the reader will notice
                    await self.send(message)
        finally:
            self.writer = None


class Frugal(plain.Room):
    """The room of chapter 3, where the task that has brought a member reads for it, too."""

    async def serve(self, member):
        await member.ws.accept()
        try:
            await self.read(member)
        except asyncio.CancelledError:
            if not member.too_slow.is_set():
                raise  # it is not the room that has cancelled
            asyncio.current_task().uncancel()
        finally:
            if member.writer:
                member.writer.cancel()
