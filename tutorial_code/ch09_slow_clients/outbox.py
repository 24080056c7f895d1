"""What waits for one member, bounded in messages and in bytes."""

import asyncio
import json

MESSAGES = 10_000
SIZE = 1024 * 1024  # bytes


def encoded(message):
    """The JSON of an object; what a room sends as it is, a text, bytes or a goodbye, stays so."""
    return message if isinstance(message, str | bytes | tuple) else json.dumps(message)


def size(message):
    """The bytes of a text or of bytes; a goodbye, which is a code and a reason, hardly counts."""
    if isinstance(message, str) and not message.isascii():
        message = message.encode()
    return len(message)


class Outbox(asyncio.Queue):
    """A queue that is full when too many messages wait, or too many bytes.

    One message may be bigger than the bound, or nobody would ever get it: what waits is at most
    ``bound`` bytes and one message. ``relief`` is set while it is no more than half full.
    """

    def __init__(self, messages=MESSAGES, bound=SIZE):
        super().__init__(messages)
        self.bound, self.bytes = bound, 0
        self.relief = asyncio.Event()
        self.relief.set()

    def full(self):
        return super().full() or self.bytes >= self.bound

    def _put(self, message):  # asyncio.Queue is made to have these two written anew
        super()._put(message)
        self.count(size(message))

    def _get(self):
        message = super()._get()
        self.count(-size(message))
        return message

    def count(self, more):
        self.bytes += more
        if self.qsize() > self.maxsize / 2 or self.bytes > self.bound / 2:
            self.relief.clear()
        else:
            self.relief.set()


class Bounded:
    """A part of a member: its queue is an outbox, in which a message is what will be sent."""

    def __init__(self, ws):
        super().__init__(ws)
        self.queue = Outbox()

    def tell(self, message):
        super().tell(encoded(message))

    async def send(self, message):
        if isinstance(message, str):
            await self.ws.send_text(message)
        else:
            await super().send(message)
