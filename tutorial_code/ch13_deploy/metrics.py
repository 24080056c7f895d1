"""Counts and states of a running server, in the text that Prometheus and others read."""

import asyncio
from contextlib import asynccontextmanager

LOOK = 0.5  # seconds between two looks at the clock


def tasks():
    """How many tasks the event loop has."""
    return len(asyncio.all_tasks())


class Metrics:
    """What was counted, and what is measured anew whenever somebody asks, each by its name."""

    def __init__(self):
        self.counts, self.states = {}, {"loop_delay_seconds": self.late, "tasks": tasks}
        self.worst = 0.0

    def count(self, name, more=1):
        """Add to a number that only grows."""
        self.counts[name] = self.counts.get(name, 0) + more

    def state(self, name, measure):
        """A number that goes up and down, and the function that gives it."""
        self.states[name] = measure

    def text(self):
        """A line for its kind and a line for its number, for each."""
        lines = []
        for name, number in self.counts.items():
            lines += [f"# TYPE chat_{name}_total counter", f"chat_{name}_total {number}"]
        for name, measure in self.states.items():
            lines += [f"# TYPE chat_{name} gauge", f"chat_{name} {measure():.10g}"]
        return "\n".join([*lines, ""])

    def late(self):
        """The worst delay of the event loop since somebody asked, in seconds."""
        worst, self.worst = self.worst, 0.0
        return worst

    async def watch(self):
        """Look at the clock for ever; whatever blocks the event loop makes the look late."""
        clock = asyncio.get_running_loop().time
        while True:
            due = clock() + LOOK
            await asyncio.sleep(LOOK)
            self.worst = max(self.worst, clock() - due)

    @asynccontextmanager
    async def alive(self, api):
        """Watch for as long as an ``api`` runs, whose ``lifespan`` this is."""
        watching = asyncio.create_task(self.watch())
        try:
            yield
        finally:
            watching.cancel()


class Measured:
    """A part of a room: it counts who comes, what is said, and who was too slow."""

    def __init__(self, metrics, *more):
        super().__init__(*more)
        self.metrics = metrics
        for name in ("joined", "messages", "too_slow"):
            metrics.count(name, 0)
        metrics.state("members", lambda: len(self.members))
        metrics.state("outbox_bytes", lambda: sum(each.queue.bytes for each in self.members))

    @asynccontextmanager
    async def alive(self, api):
        async with self.metrics.alive(api), super().alive(api):
            yield

    def join(self, member):
        super().join(member)
        self.metrics.count("joined")

    def leave(self, member):
        super().leave(member)
        if member.too_slow.is_set():
            self.metrics.count("too_slow")

    async def hear(self, member, message):
        self.metrics.count("messages")
        await super().hear(member, message)
