"""What those ask who look after a server: does it live, is it ready, how is it?"""

import asyncio
import math

WITHIN = 1  # second that the log has to answer


class Care:
    """The answers of a room: ``/live``, ``/ready`` and ``/metrics``."""

    def __init__(self, room, limits, numbers):
        self.room, self.limits, self.numbers = room, limits, numbers
        self.lag = math.nan  # "not a number": it is not known
        numbers.state("lag_entries", lambda: self.lag)

    def add_routes(self, api):
        for path in ("live", "ready", "metrics"):
            api.add_route(f"/{path}", getattr(self, path))

    async def live(self, req, resp):
        resp.text = "alive"

    async def ready(self, req, resp):
        reason = await self.why_not()
        resp.text = reason or "ready"
        resp.status_code = 503 if reason else 200

    async def metrics(self, req, resp):
        self.lag = await in_time(self.room.lag(), math.nan)
        resp.text = self.numbers.text()

    async def why_not(self):
        """Why nobody else should be sent here now, or None."""
        if self.room.going:
            return "going"
        if self.limits.taken >= self.limits.total:
            return "full"
        if not await in_time(self.room.log.newest(), None):
            return "the log does not answer"
        return None


async def in_time(question, otherwise):
    """What the log answers, or else something if it has not answered in time."""
    try:
        async with asyncio.timeout(WITHIN):
            return await question
    except Exception:  # of whatever the log is made of
        return otherwise
