"""An event loop in which time passes only where nothing else happens, and then at once.

What waits for nothing outside this process needs no time in it: a deadline of a second is over as
soon as all are waiting, and however busy the machine is, it is not over before.
"""

import asyncio
import selectors
import time
from collections.abc import Coroutine
from typing import Any, TypeVar
from unittest import mock

T = TypeVar("T")


class Hurry(selectors.DefaultSelector):
    """Where nothing happens but that time passes, let it pass."""

    now = time.monotonic()  # seconds

    def select(self, timeout: float | None = None) -> Any:
        events = super().select(0)
        if events or timeout == 0:
            return events
        if timeout is None:
            return super().select()
        self.now += timeout
        return []


class HurriedLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.hurry = Hurry()
        super().__init__(self.hurry)

    def time(self) -> float:
        return self.hurry.now


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in such a loop, where programs see its time on the monotonic clock, too."""
    with (
        asyncio.Runner(loop_factory=HurriedLoop) as runner,
        mock.patch("time.monotonic", runner.get_loop().time),
    ):
        return runner.run(main)
