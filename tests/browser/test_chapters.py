"""The site itself: every panel of every chapter runs, and every page is accessible."""

import asyncio
import itertools
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.browser.static_site import serve_folder
from tests.browser.test_panel import AXE, BOOT, Panel, said  # noqa: F401  # said is a fixture
from tests.chapters import CHAPTERS, DOCS
from tests.processes import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
A_FEW = [
    pytest.param(chapter, marks=[pytest.mark.long] if number % 4 else [])
    for number, chapter in enumerate(CHAPTERS)
]
"""All chapters; the short form takes every fourth."""
STEPS = "section.live:not([data-exercise], [data-answer])"
PREDICTIONS = "section.live[data-answer]"
PAGES = sorted(page.stem for page in DOCS.iterdir() if page.suffix in {".rst", ".md"})


@pytest.fixture(scope="module")
def whole_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the whole site, built anew and served under a sub-path."""
    folder: Path = tmp_path_factory.mktemp("site")
    command = ["-m", "sphinx", "-nWq", "-c", ".", "-d", str(folder / "trees"), "docs"]
    subprocess.run([sys.executable, *command, str(folder / "html")], cwd=ROOT, check=True)
    with serve_folder(folder / "html") as address:
        yield address


@pytest.mark.proof
@pytest.mark.parametrize("chapter", A_FEW)
async def test_every_panel_holds_its_conversation(page, whole_site, said, chapter, full):  # noqa: F811
    """What was recorded is what the page then shows; the short form plays a chapter's last ones.

    That each step holds its conversation in the page is also in test_runtime.py, without a panel.
    The panels of exercises are in test_exercises.py.
    """
    await page.goto(f"{whole_site}/{chapter}.html")
    for kind, plays in ((STEPS, Panel.plays_what_was_recorded), (PREDICTIONS, comes_true)):
        sections = page.locator(kind)
        await expect(sections.first).to_be_visible()
        count = await sections.count()
        for number in range(0 if full else count - 1, count):
            await plays(Panel(sections.nth(number)))


async def comes_true(panel: Panel) -> None:
    """Commit to an answer of a prediction: what was recorded happens, with the answer."""
    answer = str(await panel.section.get_attribute("data-answer"))
    listed = await panel.section.locator(".live-log li").all_text_contents()
    recorded = [re.sub(r"\n.*", "", line, flags=re.DOTALL) for line in listed]
    await panel.section.get_by_role("radio", name=answer, exact=True).check()
    await panel.button("Commit, and run it").click()
    told = panel.section.locator(".live-question").get_by_role("status")
    await expect(told).to_have_text(f"You were right: {answer}", timeout=BOOT)
    await expect(panel.alert).to_be_empty()
    shown = await panel.wire()
    assert len(shown) == len([line for line in recorded if re.match(r"[A-Z] [→←]", line)])


SHIFTS = """window.moved = 0;
new PerformanceObserver((list) => { for (const shift of list.getEntries()) moved += shift.value; })
    .observe({ type: "layout-shift", buffered: true });"""
PAINTED = "new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)))"


async def test_one_click_on_the_first_page_brings_an_answer(page, whole_site, said):  # noqa: F811
    await page.goto(f"{whole_site}/index.html")
    panel = Panel(page.locator("section.live"))
    await expect(panel.button("Run")).to_be_visible()
    await expect(panel.section.locator(".live-head").get_by_role("button")).to_have_count(1)
    await panel.run()
    await panel.heard("A ← text Echo: hello")
    assert [line for line in await panel.wire() if "close" in line] == []  # as the record has it
    await panel.say("A", "what is new?")
    await panel.heard("A ← text Echo: what is new?")


@pytest.mark.parametrize(
    ("name", "width"), [("index", 360), ("index", 1280), ("ch01_handshake", 360)]
)
async def test_nothing_moves_when_the_script_of_the_panels_has_come(page, whole_site, name, width):
    """It is held back until the page is painted, as on a slow line."""
    painted = asyncio.Event()

    async def wait(route: Any) -> None:
        await painted.wait()
        await route.continue_()

    await page.route("**/start.js*", wait)
    await page.set_viewport_size({"width": width, "height": 1100})
    await page.add_init_script(SHIFTS)
    await page.goto(f"{whole_site}/{name}.html", wait_until="commit")
    await expect(page.locator("section.live").first).to_be_visible()
    await page.evaluate(PAINTED)
    await expect(page.locator(".live-run")).to_have_count(0)
    painted.set()
    await expect(page.locator(".live-run").first).to_be_visible()
    await page.evaluate(PAINTED)
    assert await page.evaluate("moved") < 0.001


@pytest.mark.proof
async def test_axe_finds_nothing_on_any_page(browser: Browser, whole_site, full) -> None:
    """With its first panel running; the short form takes every seventh of all."""
    for name, scheme in list(itertools.product(PAGES, ["light", "dark"]))[:: 1 if full else 7]:
        context = await browser.new_context(
            color_scheme=scheme,  # type: ignore[arg-type]
            bypass_csp=True,
            reduced_motion="reduce",  # a button that fades has no colour to be judged by
        )
        page: Any = await context.new_page()
        await page.goto(f"{whole_site}/{name}.html")
        if await page.locator(STEPS).count():
            panel = Panel(page.locator(STEPS).first)
            await panel.button("Run").click()
            await panel.state("A", re.compile("open|closed"))  # some steps turn strangers away
        await page.add_script_tag(path=AXE)
        found = await page.evaluate("axe.run({iframes: false}).then((found) => found.violations)")
        assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
        await context.close()


@pytest.mark.parametrize("step", ["wrong_wait", "step2_outbox"])
async def test_in_the_lab_one_freezes_a_client_and_sees_who_suffers(page, whole_site, said, step):  # noqa: F811
    """What chapter 9 tells its readers to do with the naive room, and with the one that goes on."""
    await page.goto(f"{whole_site}/ch09_slow_clients.html")
    panel = Panel(page.locator(f'section.live[data-step$="/{step}"]'))
    await panel.run()
    await panel.button("Add a client").click()
    await panel.press("B", "Connect")
    await panel.state("B", "open")
    await panel.press("A", "Freeze")
    await panel.say("B", "one")
    await panel.heard("B ← text one###")
    await panel.heard("bytes wait unread")
    if step == "wrong_wait":
        await panel.say("B", "two")
        await panel.heard("B → text two")
        assert await panel.log.get_by_text("B ← text two").count() == 0
        await panel.press("A", "Freeze")  # once more, and all goes on
        await panel.heard("B ← text two###")
        await panel.press("A", "Freeze")
        await panel.say("B", "three")
        await panel.heard("B ← text three###")
        await panel.say("B", "four")
        await panel.heard("B → text four")
        await panel.press("A", "Drop")
        await panel.state("B", re.compile("closed 1006"))
        assert await panel.log.get_by_text("B ← text four").count() == 0
    else:
        for word in ("two", "three", "four", "five"):
            await panel.say("B", word)
            await panel.heard(f"B ← text {word}###")
        await panel.say("B", "?")
        await panel.heard("B ← text 1 here")


async def test_in_the_lab_a_frozen_client_is_found_and_the_other_hears_that_it_left(
    page,
    whole_site,
    said,  # noqa: F811
):
    """What chapter 11 tells its readers to do with the room that asks."""
    await page.goto(f"{whole_site}/ch11_reconnect.html")
    panel = Panel(page.locator('section.live[data-step$="/step2_ghost"]'))
    await panel.run()
    await panel.button("Add a client").click()
    await panel.press("B", "Connect")
    await panel.state("B", "open")
    await panel.press("A", "Freeze")
    await panel.heard("B ← text ben left")
