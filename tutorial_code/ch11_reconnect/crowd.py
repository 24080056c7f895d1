"""A thousand clients lose their server in the same moment: count how they come back."""

import random
from collections import Counter
from heapq import heappop, heappush

AWAY = 3  # seconds until the server is there again
FEW = 20  # handshakes that it can do in a tenth of a second; more than that fail


def crowd(pause, clients=1000):
    """The most attempts in a tenth of a second, all attempts, and the second of the last one."""
    random.seed(11)  # chance, but the same each time that you look
    due = [(pause(0), number, 1) for number in range(clients)]
    due.sort()
    attempts = Counter()
    while due:
        at, number, failures = heappop(due)
        tenth = int(at * 10)
        attempts[tenth] += 1
        if at < AWAY or attempts[tenth] > FEW:
            heappush(due, (at + pause(failures), number, failures + 1))
    return max(attempts.values()), attempts.total(), at


def tell(pause):
    most, attempts, at = crowd(pause)
    print(f"{attempts:,} attempts, up to {most:,} in a tenth of a second;", end=" ")
    print(f"all are back after {at:.0f} s")
