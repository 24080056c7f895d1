"""The room of chapters 9 to 12, with limits, with a goodbye, and with numbers."""

from tutorial_code.ch09_slow_clients.outbox import encoded
from tutorial_code.ch10_security.audit import note, noted
from tutorial_code.ch10_security.sessions import close
from tutorial_code.ch11_reconnect import resuming
from tutorial_code.ch12_scale import shared
from tutorial_code.ch13_deploy.direct import Direct
from tutorial_code.ch13_deploy.frugal import Frugal, Silent
from tutorial_code.ch13_deploy.goodbye import Leaving, Parting
from tutorial_code.ch13_deploy.metrics import Measured

CROWD = 200  # who comes and goes is news among so many, and noise among more


class Member(Direct, Silent, Parting, resuming.Member):
    def __init__(self, ws, name, allowance):
        super().__init__(ws, name)
        self.allowance = allowance


class Limited:
    """A part of a room: each user has so many connections, and so many messages a second."""

    def __init__(self, limits, *more):
        super().__init__(*more)
        self.limits = limits

    async def receive(self, ws):
        """Serve a connection whose hook has found the name of its user."""
        name = ws.state.name
        with noted(ws, name), self.limits.seat(name) as allowance:
            if allowance:
                await self.serve(Member(ws, name, allowance))
            else:
                note("too many connections", ws, name)
                await ws.accept()
                await close(ws, 4429, "too many connections")

    async def messages(self, member):
        async for text in super().messages(member):
            if not member.allowance.take():
                note("too many messages", member.ws, member.name)
                await close(member.ws, 4429, "too many messages")
                break
            yield text


class Crowded:
    """A part of a room: in a crowd nobody is told who comes and goes."""

    def announce(self, now, newcomers):
        if len(now) <= CROWD:
            if len(self.names) > CROWD:
                newcomers = self.newcomers = set(self.members)  # all of them get the list again
            super().announce(now, newcomers)
            return
        here = encoded({"type": "here", "names": [], "count": len(now)})
        for member in newcomers & self.newcomers:  # the others have left meanwhile
            member.tell(here)
        self.names, self.newcomers = now, self.newcomers - newcomers


class Room(Measured, Limited, Crowded, Leaving, shared.Room, Frugal):
    """``Room(metrics, limits, log, presence)``: what is said goes through the log, to everybody."""
