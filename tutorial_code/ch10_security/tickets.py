"""Words that open one socket each, once, soon."""

import secrets
import time


class Tickets:
    """Sells tickets for whatever they are worth, a user or a session; an unspent one expires."""

    def __init__(self, lifetime=30):
        self.lifetime, self.sold = lifetime, {}  # seconds; what each is worth, and until when

    def sell(self, worth):
        """A new ticket: 43 characters that nobody can guess."""
        self.forget()
        ticket = secrets.token_urlsafe()
        self.sold[ticket] = worth, time.monotonic() + self.lifetime
        return ticket

    def spend(self, ticket):
        """What a ticket is worth, or None if it was spent, has expired or was never sold."""
        self.forget()
        worth, _ = self.sold.pop(ticket, (None, None))
        return worth

    def forget(self):
        """Throw away what has expired. The oldest come first, as all live equally long."""
        for ticket, (_, expires) in list(self.sold.items()):
            if time.monotonic() < expires:
                break
            del self.sold[ticket]
