"""Exercises and predictions as their reader meets them: in the page, by keyboard, remembered."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, expect

from live import exercises
from tests.browser.static_site import serve_folder
from tests.browser.test_panel import BOOT, CONF, Panel, accessible, said  # noqa: F401  # said is a fixture
from tests.browser.test_runtime import base, blank, booted, run  # noqa: F401  # fixtures
from tests.processes import ROOT

pytestmark = [pytest.mark.browser]

EXERCISES = exercises.exercises()
SHORT = ["ch02_echo/shout", "ch02_echo/count", "ch02_echo/calculator"]
"""The site of `make test` has these alone."""
PREDICTION = """
.. predict:: ch02_echo/predict_accept

   What does it get?

   * ``Echo: hello``
   * ``HTTP 403``
   * ``HTTP 500``
"""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[str]:
    """The address of a site of exercises alone: an index with the path, a page a chapter."""
    shown = EXERCISES if pytestconfig.getoption("--full") else SHORT
    folder: Path = tmp_path_factory.mktemp("exercises")
    (folder / "docs").mkdir()
    (folder / "conf.py").write_text(CONF, encoding="utf-8")
    (folder / "tutorial_code").symlink_to(ROOT / "tutorial_code")
    pages = {
        "prediction": PREDICTION,
        "index": ".. path::\n   :glob:\n\n   ch*\n\n.. toctree::\n\n   prediction\n",
    }
    for name in shown:
        text = f".. exercise:: {name}\n   :new: something\n\n   Why.\n\n"
        pages[name.partition("/")[0]] = pages.get(name.partition("/")[0], "* solve it\n\n") + text
    for name, text in pages.items():
        (folder / "docs" / f"{name}.rst").write_text(f"{name}\n{'=' * 20}\n\n{text}", "utf-8")
    subprocess.run(
        [sys.executable, "-m", "sphinx", "-nWq", "-c", ".", "docs", "html"],
        cwd=folder, check=True, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    with serve_folder(folder / "html") as address:
        yield address


class Task(Panel):
    """The panel of an exercise."""

    def __init__(self, section: Locator) -> None:
        super().__init__(section)
        self.verdict = section.locator(".live-verdict")

    async def check(self) -> None:
        await self.button("Check").click()

    async def told(self, words: str | re.Pattern[str]) -> None:
        await expect(self.verdict).to_contain_text(words, timeout=BOOT)


@pytest.fixture
async def open_task(page: Any, site: str, said: list[str]) -> Any:  # noqa: F811
    """Open an exercise's page and give its panel."""

    async def open_page(name: str) -> Task:
        await page.goto(f"{site}/{name.partition('/')[0]}.html")
        task = Task(page.locator(f'section.live[data-exercise="{name}"]'))
        await expect(task.button("Check")).to_be_visible()
        return task

    return open_page


def program(name: str, stem: str) -> str:
    return (exercises.folder(name) / f"{stem}.py").read_text("utf-8")


# Check


@pytest.mark.proof
async def test_each_solution_passes_in_the_page(booted, full):  # noqa: F811
    """The short form takes every third, which is one of each chapter."""
    for name in EXERCISES if full else EXERCISES[::3]:
        assert await run(booted, program(name, "solution"), f"{name}/exercise") == {"ok": True}
        found = await booted.evaluate("(exercise) => runtime.check(exercise)", name)
        assert found["passed"], found["message"]


@pytest.mark.proof
@pytest.mark.timeout(600)
async def test_each_exercise_is_seen_failing_and_then_solved_by_keyboard(open_task, page, full):
    """The short form solves two."""
    for name in EXERCISES if full else SHORT[:2]:
        task = await open_task(name)
        await task.button("Check").focus()
        await page.keyboard.press("Enter")
        await task.told("Not yet.")
        await tab_back_to(task.button("Edit"), page)
        await page.keyboard.press("Enter")
        await expect(task.code).to_be_focused()
        await page.keyboard.press("ControlOrMeta+a")
        await page.keyboard.insert_text(program(name, "solution"))
        await page.keyboard.press("Escape")
        await expect(task.button("Check")).to_be_focused()
        await page.keyboard.press("Enter")
        await task.told(re.compile("^Solved"))
        await expect(task.section.locator(".live-solved")).to_be_visible()
        await expect(task.alert).to_be_empty()


async def tab_back_to(button: Locator, page: Any) -> None:
    """Press Shift-Tab until a button has the focus; it is at most six away."""
    for _ in range(6):
        await page.keyboard.press("Shift+Tab")
        if await button.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError("Shift-Tab does not lead there")


async def test_a_failed_check_tells_what_was_done_expected_and_came_and_shows_the_wire(open_task):
    task = await open_task(SHORT[0])
    await task.check()
    await task.told(re.compile(r"Not yet. ann should have received '.*', but received '.*'\."))
    await task.told("That is the message as it came.")
    await task.verdict.get_by_text("What happened before").click()
    await expect(task.verdict.locator("li").first).to_have_text("ann connected to /ws.")
    await task.heard("A → text")
    await expect(task.section.locator(".live-state")).to_have_text("running")


async def test_each_mistake_reads_its_cause_in_the_page(open_task):
    name = SHORT[0]
    task = await open_task(name)
    for stem, says in exercises.mistakes(name).items():
        await task.write(program(name, stem))
        await task.check()
        await task.told(says.replace("`", ""))


async def test_a_program_that_does_not_load_says_why_instead(open_task):
    task = await open_task(SHORT[0])
    await task.write("import responder\n1 / 0\n")
    await task.check()
    await task.wrong("ZeroDivisionError")
    await expect(task.verdict).to_be_empty()


async def test_a_check_of_a_program_that_never_gives_way_is_ended_by_stop(open_task):
    task = await open_task(SHORT[0])
    solution = program(SHORT[0], "solution")
    await task.write(solution.replace("message.upper()", '"".join("x" for _ in iter(int, 1))'))
    await task.check()
    state = task.section.locator(".live-state")
    await expect(state).to_contain_text("still checking", timeout=BOOT)
    await task.button("Stop").click()
    await expect(state).to_have_text("stopped")
    await expect(task.button("Check")).to_be_enabled()


async def test_what_clients_said_before_does_not_count(open_task):
    """Check begins with a server of its own."""
    task = await open_task(SHORT[1])
    await task.write(program(SHORT[1], "solution"))
    await task.run()
    await task.say("A", "hello")
    await task.heard("A ← text 1: hello")
    await task.check()
    await task.told("Solved")


# Hints and the solution


async def test_hints_come_one_at_a_time_and_the_solution_after_an_honest_try(open_task):
    name = SHORT[2]
    task = await open_task(name)
    hints = task.section.locator("details.live-hint")
    solution = task.section.locator("details.live-solution")
    for number, hint in enumerate(exercises.hints(name)):
        await expect(hints.locator("visible=true").locator("summary")).to_have_text(
            [f"Hint {n + 1}" for n in range(number + 1)]
        )
        await hints.nth(number).locator("summary").press("Enter")
        words = re.sub(r"``|\s+", " ", hint.replace("``", "")).strip()
        await expect(hints.nth(number)).to_contain_text(words[:40])
    await task.check()
    await task.told("Not yet.")
    await expect(solution).to_be_hidden()  # nothing was tried yet
    await task.write(program(name, "mistake_no_except"))
    await task.check()
    await task.told("Not yet.")
    await solution.locator("summary").press("Enter")
    listing = solution.locator(".live-difference")
    await expect(listing.locator("ins", has_text="+     try:")).to_be_visible()
    assert "Wrong on purpose" in await listing.locator("del").first.inner_text()
    unsaid = await listing.evaluate("pre => [...pre.childNodes].map((n) => n.textContent).join('')")
    kept = [line[2:] for line in unsaid.splitlines() if not line.startswith("-")]
    assert "\n".join(kept) == program(name, "solution").rstrip("\n")


# Progress


async def test_what_is_solved_is_remembered_and_the_index_leads_on(open_task, page, site):
    task: Task = await open_task(SHORT[0])
    await task.write(program(SHORT[0], "solution"))
    await task.check()
    await task.told("Solved")
    await task.verdict.get_by_role("link", name="count").click()
    await page.wait_for_url("**/*#exercise-count")
    await page.reload()
    await expect(task.section.locator(".live-solved")).to_be_visible()
    await page.goto(f"{site}/index.html")
    progress = page.locator(".live-progress")
    number = await progress.locator("li[data-exercise]").count()
    await expect(progress.locator(".live-so-far")).to_contain_text(f"1 of {number} solved.")
    await expect(progress.get_by_role("img", name="solved")).to_have_count(1)
    if len(EXERCISES) > 1:
        await progress.get_by_role("link", name="Continue where you stopped: count").click()
        await page.wait_for_url("**/ch02_echo.html#exercise-count")


async def test_progress_is_exported_cleared_and_imported(page, site, tmp_path, said):  # noqa: F811
    solved = json.dumps({"solved": [SHORT[0]], "last": SHORT[0]})
    await page.goto(f"{site}/index.html")
    await page.evaluate("(solved) => localStorage.setItem('live:progress', solved)", solved)
    await page.reload()
    progress = page.locator(".live-progress")
    async with page.expect_download() as download:
        await progress.get_by_role("button", name="Export").click()
    file = tmp_path / "progress.json"
    await (await download.value).save_as(file)
    assert json.loads(file.read_text("utf-8")) == {"solved": [SHORT[0]], "last": SHORT[0]}

    questions: list[str] = []

    async def answer(dialog: Any) -> None:
        questions.append(dialog.message)
        await (dialog.accept() if len(questions) > 1 else dialog.dismiss())

    page.on("dialog", answer)
    ticks = progress.get_by_role("img", name="solved")
    await progress.get_by_role("button", name="Clear").click()
    await expect(ticks).to_have_count(1)
    await progress.get_by_role("button", name="Clear").click()
    await expect(ticks).to_have_count(0)
    await expect(progress.locator(".live-so-far")).to_contain_text("Begin with:")
    assert len(questions) == 2

    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"solved": 3}', "utf-8")
    for chosen, told, count in ((wrong, "This is no progress", 0), (file, "Imported.", 1)):
        async with page.expect_file_chooser() as chooser:
            await progress.get_by_role("button", name="Import").click()
        await (await chooser.value).set_files(chosen)
        await expect(progress.get_by_role("status")).to_contain_text(told)
        await expect(ticks).to_have_count(count)


# Predictions


async def test_a_prediction_shows_what_happens_after_the_reader_has_committed(page, site, said):  # noqa: F811
    await page.goto(f"{site}/prediction.html")
    panel = Panel(page.locator("section.live[data-answer]"))
    commit = panel.button("Commit, and run it")
    await expect(commit).to_be_visible()
    await expect(panel.section.locator(".live-talk")).to_be_hidden()
    await expect(panel.button("Run")).to_have_count(0)
    status = panel.section.locator(".live-question").get_by_role("status")
    await commit.press("Enter")
    await expect(status).to_have_text("Choose an answer first.")
    await panel.section.get_by_role("radio").first.focus()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Tab")
    await expect(commit).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(status).to_have_text("You did not expect this: HTTP 403", timeout=BOOT)
    await panel.heard("A ← 403 Forbidden")
    await panel.button("Run").click()
    await panel.state("A", re.compile("closed 1006"))


# For everyone, on every screen, and without JavaScript


async def test_axe_finds_nothing_and_nothing_is_too_wide(open_task, page, site):
    task = await open_task(SHORT[2])
    await task.write(program(SHORT[2], "mistake_no_except"))
    await task.check()
    await task.told("Not yet.")
    await task.verdict.get_by_text("What happened before").click()
    await task.section.locator("details.live-hint summary").first.click()
    await task.section.locator("details.live-solution summary").click()
    await expect(task.section.locator(".live-difference")).to_be_visible()
    await accessible(page)
    for name in ("prediction", "index"):
        await page.goto(f"{site}/{name}.html")
        await expect(page.locator(".live-commit, .live-so-far")).to_be_visible()
        await accessible(page)


async def test_without_javascript_hints_solution_and_answer_unfold(browser, site):
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{site}/ch02_echo.html")
    section = page.locator("section.live").first
    await section.get_by_text("Hint 3").click()
    await expect(section.get_by_text("is the message in capital letters.")).to_be_visible()
    await section.get_by_text("A solution").click()
    await expect(section.locator(".live-solution pre")).to_contain_text("message.upper()")
    await expect(section.get_by_role("button")).to_have_count(0)
    await page.goto(f"{site}/prediction.html")
    section = page.locator("section.live")
    await expect(section.locator("svg.wire")).to_be_hidden()
    await section.get_by_text("What happens").click()
    await expect(section.get_by_role("code").get_by_text("HTTP 403").last).to_be_visible()
    await expect(section.locator("svg.wire")).to_be_visible()
    await context.close()


def test_the_short_form_is_a_chapter():
    assert [name for name in EXERCISES if name.startswith("ch02_echo/")] == SHORT
