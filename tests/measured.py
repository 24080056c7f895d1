"""What coverage needs to see every line on Python 3.11: tasks that are woken, never thrown into.

When a future fails, asyncio throws the error into the task that waits for it. In Python 3.11 those
coroutines that awaited the one which catches it then go on without a trace event, and coverage
misses their lines. So while coverage measures, a task is only woken: the future raises its error
itself where it is awaited, and each coroutine on the way is seen. From 3.12 on nothing is done.
"""

import asyncio
import sys
from typing import Any

import coverage


class WokenTask(asyncio.tasks._PyTask):  # type: ignore[name-defined,misc]  # 3.11's, in Python
    """A task that looks into no future."""

    def _Task__wakeup(self, future: Any) -> None:
        self._Task__step()


def see_all() -> None:
    """Let coverage, if it measures this process, see the lines after an error that was caught."""
    if sys.version_info < (3, 12) and coverage.Coverage.current():
        asyncio.tasks.Task = WokenTask  # type: ignore[misc]
