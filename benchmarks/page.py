"""How fast the server in the page is: ``make bench`` prints a table, and fails above a limit.

Every figure is a ratio of two medians that one run of one Chromium gave, so that a slow machine is
slow on both sides. The two sides take turns.
"""

import argparse
import asyncio
import gzip
import statistics
import sys
import tempfile
from typing import Any

from playwright.async_api import BrowserContext, Page, async_playwright

from benchmarks.checks import worst_check
from benchmarks.table import Row, show
from live import conversation
from tests.browser.static_site import serve_folder
from tests.conftest import QUIET, chromium_path
from tests.processes import ROOT, serve_step

STEP = "ch02_echo/step1_echo"
CHAPTER = "build/html/ch02_echo.html"
SOURCE = (conversation.TUTORIAL / f"{STEP}.py").read_text("utf-8")
TRIPS = 1000


async def open_page(context: BrowserContext, base: str, path: str = "blank") -> Page:
    """A page that can measure; an error in it ends the benchmark."""
    page = await context.new_page()
    page.on("pageerror", lambda error: sys.exit(f"in the page: {error}"))
    await page.goto(f"{base}/{path}")
    await page.evaluate(
        "(url) => import(url).then((module) => { window.measure = module; })",
        f"{base}/benchmarks/page.mjs",
    )
    return page


async def open_chapter(context: BrowserContext, base: str) -> Page:
    """The chapter whose first panel is the step."""
    page = await open_page(context, base, CHAPTER)
    await page.locator("section.live.is-live").first.wait_for()
    return page


async def edit(page: Page, text: str) -> None:
    """Write a line under the step's code, by keyboard, as its reader would."""
    panel = page.locator("section.live").first
    code = panel.locator(".cm-content")
    if not await code.count():
        await panel.get_by_role("button", name="Edit").click()
    await code.focus()
    await page.keyboard.press("Control+End")
    await page.keyboard.type(f"\n{text}")


async def measure(rounds: int) -> list[Row]:
    """Take every figure."""
    found: dict[str, list[float]] = {}

    async def take(name: str, page: Page, call: str) -> None:
        found.setdefault(name, []).append(await page.evaluate(f"measure.{call}"))

    async with async_playwright() as playwright, serve_step(STEP) as server:
        path = chromium_path()
        with serve_folder(ROOT) as base, tempfile.TemporaryDirectory() as profile:
            chromium = await playwright.chromium.launch_persistent_context(
                profile, executable_path=path, args=QUIET
            )
            empty = await playwright.chromium.launch(executable_path=path, args=QUIET)
            opened = {"bare": open_page, "press": open_chapter}
            for name, open_one in opened.items():  # fills the caches
                page = await open_one(chromium, base)
                await page.evaluate(f"measure.{name}()")
                await page.close()
            for number in range(rounds):
                for name in sorted(opened, reverse=bool(number % 2)):
                    page = await opened[name](chromium, base)
                    await take(name, page, f"{name}()")
                    if name == "press":
                        await take("press, running", page, "ran")
                        await edit(page, f"# {number}")
                        await take("again", page, "press()")
                        await take("again, running", page, "ran")
                    await page.close()
                    fresh = await empty.new_context()
                    await take(f"{name}, empty", await opened[name](fresh, base), f"{name}()")
                    await fresh.close()
                page = await open_page(chromium, base)
                await page.evaluate("(source) => measure.start(source)", SOURCE)
                await take("trip", page, f"trip({TRIPS})")
                await take(
                    "real trip", page, f"realTrip({TRIPS}, 'ws://127.0.0.1:{server.port}/ws')"
                )
                await page.close()
            weight = weigh(await first_load(empty, base))
            page = await open_page(chromium, base)
            await page.evaluate("(source) => measure.start(source)", SOURCE)
            checked = await worst_check(page, rounds, statistics.median(found["trip"]))
            await empty.close()
            await chromium.close()
    name = "check in the page / (1.5 x in process + round trip)"
    return [*compare(found), Row(name, checked[0], 1.0, 0.8, checked[1]), weight]


async def first_load(chromium: Any, base: str) -> dict[str, int]:
    """The compressed bytes of each script and style of ours that an untouched chapter loads."""
    context = await chromium.new_context()
    page = await context.new_page()
    sizes: dict[str, int] = {}

    async def note(response: Any) -> None:
        content = await response.body()
        # The panels' sheets are merged into one, which begins with their names.
        if "/_static/live/" in response.url or content.startswith(b"/* live/"):
            sizes[response.url] = len(gzip.compress(content, 6))

    page.on("response", note)
    await page.goto(f"{base}/{CHAPTER}", wait_until="networkidle")
    await context.close()
    return sizes


def weigh(sizes: dict[str, int]) -> Row:
    """The row of the bytes."""
    name = "script and style before a panel is touched, in kB"
    return Row(name, sum(sizes.values()) / 1000, 40, 20, f"{len(sizes)} files")


def compare(found: dict[str, list[float]]) -> list[Row]:
    """The rows of the ratios."""
    table = [
        ("press Run to first echo / bare loadPyodide()", "press", "bare", 0.75, 0.5),
        ("the same with an empty HTTP cache", "press, empty", "bare, empty", 1.0, 0.6),
        ("run again after an edit / first boot", "again, running", "press, running", 0.1, 0.05),
        ("the same to the first echo shown", "again", "press", 0.2, 0.1),
        ("echo round trip / the same to uvicorn on loopback", "trip", "real trip", 1.0, 0.5),
    ]
    rows = []
    for name, ours, theirs, must, aim in table:
        one, other = statistics.median(found[ours]), statistics.median(found[theirs])
        rows.append(Row(name, one / other, must, aim, f"{one:.2f} / {other:.2f} ms"))
    return rows


def main() -> int:
    """Print the table; 1 if a figure is above its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="at least five")
    rounds = max(5, parser.parse_args().rounds)
    if not (ROOT / CHAPTER).exists():
        sys.exit(f"{CHAPTER} should be built first: make docs")
    rows = asyncio.run(measure(rounds))
    return show(f"medians of {rounds}", rows)


if __name__ == "__main__":
    sys.exit(main())
