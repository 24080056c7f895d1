"""asyncio's own event loop, stepped from outside instead of waiting in a selector.

Whoever owns the thread - a worker in a page - calls ``step`` when something has arrived or the time
that ``wake`` asked for has come. Order, timers and cancellation are those of ``asyncio`` itself.
"""

import asyncio
import sys
from collections.abc import Callable
from typing import Any

BUDGET = 0.01
"""Seconds that one step may take before the page's own messages get their turn."""


class SteppedLoop(asyncio.BaseEventLoop):
    """``wake(seconds)`` asks the owner to call ``step`` so much later, and no earlier."""

    def __init__(self, wake: Callable[[float], Any]) -> None:
        self.wake = wake
        self.stepping = False
        super().__init__()
        self._selector = self  # what BaseEventLoop._run_once asks for events

    def select(self, timeout: float | None) -> tuple[()]:
        """No event comes from a selector, and nothing waits here."""
        return ()

    def _process_events(self, events: Any) -> None:
        pass

    def _write_to_self(self) -> None:
        self.wake(0)

    def is_running(self) -> bool:
        """Whether a step is under way."""
        return self.stepping

    def run_in_executor(  # type: ignore[override]
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """Call at once: where no thread can start, ``asyncio.to_thread`` holds up the loop."""
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:
            future.set_exception(error)
        return future

    def step(self) -> None:
        """Run what is ready, and what that makes ready, until nothing is or the budget is spent."""
        outer = asyncio._get_running_loop()
        hooks = sys.get_asyncgen_hooks()
        sys.set_asyncgen_hooks(self._asyncgen_firstiter_hook, self._asyncgen_finalizer_hook)  # type: ignore[attr-defined]
        asyncio._set_running_loop(self)
        self.stepping = True
        end = self.time() + BUDGET
        try:
            self._run_once()  # type: ignore[attr-defined]
            while self._ready and self.time() < end:  # type: ignore[attr-defined]
                self._run_once()  # type: ignore[attr-defined]
        finally:
            self.stepping = False
            asyncio._set_running_loop(outer)
            sys.set_asyncgen_hooks(*hooks)
            if self._ready:  # type: ignore[attr-defined]
                self.wake(0)
            elif self._scheduled:  # type: ignore[attr-defined]
                self.wake(max(0.0, self._scheduled[0]._when - self.time()))  # type: ignore[attr-defined]
