"""How long to wait before the next attempt, so that many who were lost do not come as one."""

import random

FIRST, LONGEST = 0.5, 30.0  # seconds


def pause(failures, first=FIRST, longest=LONGEST):
    """Any time up to a bound, which is twice as long after each failure, up to a limit."""
    return random.uniform(0, min(longest, first * 2 ** min(failures, 30)))
