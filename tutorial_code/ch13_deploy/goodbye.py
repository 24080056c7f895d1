"""Tell those who are here that the server is going, before it goes."""

import asyncio
from contextlib import suppress
from functools import partial

import uvicorn

from tutorial_code.ch09_slow_clients import listening

GOODBYE = 1012, "restart"  # a close code and a reason
PATIENCE = 2  # seconds that the whole room has to hear it


class Parting:
    """A part of a member: the room can end its connection, after all that waits for it."""

    def end(self, code, reason):
        self.tell((code, reason))

    async def send(self, message):
        if isinstance(message, tuple):
            await self.ws.close(*message)
        else:
            await super().send(message)


class Leaving:
    """A part of a room: it says goodbye to all at once, and waits for nobody in particular."""

    def __init__(self, *more):
        super().__init__(*more)
        self.going, self.deserted = False, asyncio.Event()

    def join(self, member):
        super().join(member)
        if self.going:  # too late, it was on its way in
            member.end(*GOODBYE)

    def leave(self, member):
        super().leave(member)
        if not self.members:
            self.deserted.set()

    async def goodbye(self):
        """Send everybody what waits for it, and a close frame; gives who has not left in time."""
        self.going = True
        self.deserted.clear()
        for member in self.members:
            member.end(*GOODBYE)
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while self.members:
                    await self.deserted.wait()
        return list(self.members)


class Server(uvicorn.Server):
    """A server that says goodbye when it is told to stop, and then stops as uvicorn does."""

    def __init__(self, config, goodbye):
        super().__init__(config)
        self.goodbye = goodbye

    async def shutdown(self, sockets=None):
        for listener in [*self.servers, *(sockets or [])]:
            listener.close()  # whoever comes now goes to another process
        await self.goodbye()
        await super().shutdown(sockets)


def serve(api, goodbye, **settings):
    """Do what the ``serve`` of chapter 9 does, and say goodbye on SIGTERM and on Ctrl+C."""
    listening.serve(api, server=partial(Server, goodbye=goodbye), **settings)
