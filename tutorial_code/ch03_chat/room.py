"""The last room once more, as two classes, so that the exercises can add to it piece by piece."""

import asyncio
from contextlib import suppress

from starlette.websockets import WebSocketDisconnect

from tutorial_code.ch03_chat.side_by_side import side_by_side
from tutorial_code.ch03_chat.step3_guard import texts

LIMIT = 100  # messages that may wait for one member


class Member:
    """A connection, the name of who is there, and what waits to be sent."""

    def __init__(self, ws):
        self.ws, self.name = ws, None
        self.queue, self.too_slow = asyncio.Queue(LIMIT), asyncio.Event()

    def tell(self, message):
        """Leave a message for the writer; who is too far behind has to go."""
        if self.queue.full():
            self.too_slow.set()
        else:
            self.queue.put_nowait(message)

    async def write(self):
        while True:
            message = await self.queue.get()
            with suppress(WebSocketDisconnect, RuntimeError):  # the reader will notice
                await self.send(message)

    async def send(self, message):
        await self.ws.send_text(message)


class Room:
    """Who is here, and what becomes of what they send.

    A room of your own has an ``async def hear(self, member, message)``, which does what a message
    asks for. Nobody has joined before it says so.
    """

    def __init__(self):
        self.members, self.turn = [], asyncio.Lock()

    def join(self, member):
        self.members.append(member)

    def leave(self, member):
        self.members.remove(member)

    def tell(self, message, but=None):
        """Tell everybody, or everybody but one."""
        for member in self.members:
            if member is not but:
                member.tell(message)

    def messages(self, member):
        """What a member sends, one after the other, until it leaves."""
        return texts(member.ws)

    async def catch_up(self):
        """Let the writers run, and give who is behind a second before it has to go."""
        async with self.turn:
            await asyncio.sleep(0)
            for _ in range(100):  # a second at most
                if not any(member.queue.full() for member in self.members):
                    break
                await asyncio.sleep(0.01)

    async def read(self, member):
        try:
            async for message in self.messages(member):
                await self.catch_up()
                await self.hear(member, message)
        finally:
            if member in self.members:
                self.leave(member)

    async def serve(self, member):
        """Accept a connection, and read and write until it ends or is too slow."""
        await member.ws.accept()
        await side_by_side(self.read(member), member.write(), member.too_slow.wait())
