"""How much one user may do, on all its connections together."""

import asyncio
import time
from contextlib import contextmanager


class Allowance:
    """What is left to one user: ``left`` messages, of which ``rate`` a second come in again.

    No more than ``burst`` are ever left. ``connections`` counts those that are open.
    """

    def __init__(self, rate, burst):
        self.rate, self.burst = rate, burst
        self.left, self.at, self.connections = burst, time.monotonic(), 0

    def fill(self):
        """Add what has come in since the last time."""
        now = time.monotonic()
        self.left = min(self.burst, self.left + (now - self.at) * self.rate)
        self.at = now

    def take(self):
        """Count one more message, if it is allowed; say whether it is."""
        self.fill()
        allowed = self.left >= 1
        self.left -= allowed
        return allowed


class Limits:
    """The same limits for each user: ``connections`` at a time, ``rate`` messages a second.

    ``burst`` messages may come at once, from who has said nothing for a while. ``total`` is how
    many connections all users may have together.
    """

    def __init__(self, connections, rate, burst, total=10_000):
        self.connections, self.rate, self.burst, self.total = connections, rate, burst, total
        self.users, self.taken = {}, 0

    def of(self, user):
        """The allowance of a user."""
        if user not in self.users:
            self.users[user] = Allowance(self.rate, self.burst)
        return self.users[user]

    @contextmanager
    def seat(self, user):
        """Count a connection while it lasts; gives the user's allowance, or None: one too many."""
        allowance = self.of(user)
        if allowance.connections >= self.connections or self.taken >= self.total:
            self.forget(user)
            yield None
            return
        allowance.connections += 1
        self.taken += 1
        try:
            yield allowance
        finally:
            allowance.connections -= 1
            self.taken -= 1
            full_again = self.burst / self.rate + 1  # seconds, at the longest
            asyncio.get_running_loop().call_later(full_again, self.forget, user)

    def forget(self, user):
        """Keep nothing about a user who is gone and has a full allowance: a new one is as full."""
        allowance = self.of(user)
        allowance.fill()
        if not allowance.connections and allowance.left == self.burst:
            del self.users[user]
