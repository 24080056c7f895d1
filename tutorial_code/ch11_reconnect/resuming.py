"""A room with a log behind it: what is said goes into the log, and out of it to everybody."""

import asyncio
import json
from contextlib import asynccontextmanager

from tutorial_code.ch03_chat import room as plain
from tutorial_code.ch04_formats.objects import error, parsed
from tutorial_code.ch04_formats.step5_kinds import GONE, texts
from tutorial_code.ch09_slow_clients.outbox import Bounded, encoded
from tutorial_code.ch09_slow_clients.step3_speaker import Isolated


class Member(Bounded, plain.Member):
    def __init__(self, ws, name):
        super().__init__(ws)
        self.name = name

    def tell(self, message):
        if not self.too_slow.is_set():  # what comes after the first that did not fit would hide it
            super().tell(message)


def said(id, entry):
    return {"type": "said", "id": id, **entry}


class Following:
    """A part of a room: everybody hears what comes out of the log, in its order.

    ``last`` is the id up to which it has told them. It lives while it is ``alive``.
    """

    def __init__(self, log):
        super().__init__()
        self.log, self.last = log, None

    async def follow(self):
        self.last = await self.log.newest()
        async for id, entry in self.log.follow(self.last):
            await asyncio.sleep(0)  # the writers' turn
            self.tell(said(id, entry))
            self.last = id

    @asynccontextmanager
    async def alive(self, api):
        """Follow the log for as long as an ``api`` runs, whose ``lifespan`` this is."""
        following = asyncio.create_task(self.follow())
        try:
            yield
        finally:
            following.cancel()


class Resuming(Following):
    """A part of a room: whoever says what it heard last gets what came after, and then all else."""

    async def read(self, member):
        last = member.ws.query_params.get("last") or await self.log.newest()
        try:
            await member.send(encoded({"type": "hello", "name": member.name, "last": last}))
            await self.bring_up(member, last)
        except GONE:
            pass  # it has left again; what it said before that is heard, and how it left is noted
        else:
            self.join(member)
        await super().read(member)

    async def bring_up(self, member, last):
        """Send what came after ``last``, until the member is as far as the room."""
        while self.last != last:
            later, gap = await self.log.after(last)
            if gap:
                await member.send(encoded({"type": "gap", "after": last}))
                last = await self.log.newest()
                later, _ = await self.log.after(None)
            for last, entry in later:
                await member.send(encoded(said(last, entry)))
            await asyncio.sleep(0)  # the room's turn


class Confirming:
    """A part of a room: each thing that is said is kept once, and then confirmed."""

    def messages(self, member):
        return texts(member.ws)

    async def hear(self, member, message):
        match parsed(message):
            case {"type": "say", "key": str(key), "text": str(text)}:
                entry = {"from": member.name, "text": text}
                id = await self.log.add(entry, key=json.dumps([member.name, key]))
                member.tell({"type": "ack", "key": key, "id": id})
            case {"type": "ping"}:
                member.tell({"type": "pong"})
            case {"type": _}:
                member.tell(error("there is say, with a key and a text, and ping"))
            case _:
                await self.log.add({"from": member.name, "text": message})


class Room(Resuming, Isolated, Confirming, plain.Room):
    """The room of chapter 9, with the log behind it."""
