"""How long a check takes in the page, and in process."""

import statistics
import time
from collections.abc import Callable
from typing import Any

from playwright.async_api import Page

from live import conversation, exercises, in_process

LIMIT = 1.5
"""How much longer than in process a check may take in the page, beside one round trip."""


async def worst_check(page: Page, rounds: int, trip: float) -> tuple[float, str]:
    """Of all exercises the one nearest to its limit: its ratio to that, and its figures.

    The page's runtime has started; ``trip`` is an echo's round trip in it, in milliseconds.
    """
    found = []
    for name in exercises.exercises():
        ours, theirs = await take(name, page, rounds)
        figures = f"{name}: {ours:.0f} / (1.5 x {theirs:.0f} + {trip:.2f}) ms"
        found.append((ours / (LIMIT * theirs + trip), figures))
    return max(found)


async def take(name: str, page: Page, rounds: int) -> tuple[float, float]:
    """The medians of an exercise's check with its solution, in the page and in process."""
    source = (exercises.folder(name) / "solution.py").read_text("utf-8")
    call = "([exercise, source]) => measure.check(exercise, source)"
    ours: list[float] = []
    theirs: list[float] = []

    async def in_page() -> None:
        ours.append(await page.evaluate(call, [name, source]))

    async def here() -> None:
        theirs.append(await check_in_process(name))

    turns: list[Callable[[], Any]] = [in_page, here]
    for number in range(rounds):
        for measure in turns[:: -1 if number % 2 else 1]:
            await measure()
    return statistics.median(ours), statistics.median(theirs)


async def check_in_process(name: str) -> float:
    """One check, in milliseconds, with the server running; RuntimeError if it fails."""
    program = conversation.load(f"{name}/solution")
    async with in_process.serve(program.api, **conversation.settings(program)) as server:
        begun = time.perf_counter()
        found = await exercises.check(name, server, program)
        taken = time.perf_counter() - begun
    if not found.passed:
        raise RuntimeError(f"the solution of {name} should pass its check: {found.message}")
    return taken * 1000
