"""The road of a translation, travelled by a language that nobody speaks: see pseudo_language.py."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from live import exercises
from tests import pseudo_language
from tests.browser.static_site import serve_folder
from tests.browser.test_panel import BOOT, said  # noqa: F401  # a fixture
from tests.processes import ROOT
from tests.pseudo_language import pseudo

pytestmark = [pytest.mark.browser]

PAGES = {
    "index": """
Index
=====

.. path::
   :caption: Chapters

   ch02_echo
""",
    "ch02_echo": """
Echo server
===========

After this chapter you can

* serve an echo,

A server that says *what it heard*, see `the chapters <https://example.org/>`_ and :doc:`index`.

.. csv-table::
   :header: close code, what it means

   1000, all is well

.. snippet:: ch02_echo/wrong_no_loop.py

.. snippet:: ch02_echo/step1_echo.py
   :no-panel: one is enough.

.. predict:: ch11_reconnect/predict_busy

   What comes first?

   * the pong
   * the text

.. exercise:: ch02_echo/shout
   :new: the answer is made from the message

   Most servers do something with a message first.

.. exercise:: ch02_echo/count
   :new: a connection remembers something

   A memory of this one client.
""",
}
ENGLISH = """(element) => {
    const found = [];
    const skipped = "pre, code, svg, .live-record, .live-log, .code-block-caption, .cm-editor, "
        + ".copybtn, .headerlink, #live-catalogue, noscript";
    const see = (place, text) => {
        const words = text.replace(/\\S*[/._=]\\S*|JSON|RFC|chat, news/g, "");
        if (/[a-z]{3}/i.test(words) && !place.closest(skipped)) found.push(text.trim());
    };
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) see(walker.currentNode.parentElement, walker.currentNode.data);
    for (const name of ["aria-label", "title", "placeholder"]) {
        for (const one of element.querySelectorAll(`[${name}]`)) see(one, one.getAttribute(name));
    }
    return found;
}"""
"""The texts of an element that have three letters without an accent in a row, but for data."""
CROWDED = """() => {
    const parts = "section.live button, section.live summary, .live-name, .live-how";
    const boxes = [...document.querySelectorAll(parts)]
        .filter((one) => one.getClientRects().length && !one.closest(".highlight"));
    const cut = boxes.filter((one) => one.scrollWidth > one.clientWidth + 1);
    const meet = (one, other) => {
        const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
        const apart = a.right <= b.left + 1 || b.right <= a.left + 1;
        return !apart && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    };
    const beside = (one, other) => !one.contains(other) && !other.contains(one);
    const clash = (one) => boxes.some((other) => beside(one, other) && meet(one, other));
    const over = boxes.filter(clash);
    const wide = document.documentElement.scrollWidth - innerWidth;
    return [wide, ...[...cut, ...over].map((one) => one.textContent)];
}"""
"""How much the page is wider than the window, and what of a panel is cut or lies over something."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a few pages, built as the whole site is."""
    folder: Path = tmp_path_factory.mktemp("languages")
    (folder / "docs").mkdir()
    (folder / "tutorial_code").symlink_to(ROOT / "tutorial_code")
    for name, text in PAGES.items():
        (folder / "docs" / f"{name}.rst").write_text(text, "utf-8")
    with serve_folder(pseudo_language.build(folder / "docs", folder)) as address:
        yield address


@pytest.fixture
async def chapter(page: Page, site: str, said: list[str]) -> Page:  # noqa: F811
    """The page of a chapter, whose panels are alive."""
    await page.goto(f"{site}/ch02_echo.html")
    await expect(page.locator("section.live.is-live")).to_have_count(3)
    return page


def panel(page: Page, data: str) -> Locator:
    return page.locator(f"section.live[data-{data}]")


def like(text: str) -> re.Pattern[str]:
    """A text in English, as it stands in the page with anything in its holes."""
    return re.compile(re.sub(r"\\{\w+\\}", ".+", re.escape(pseudo(text))))


def button(panel: Locator, name: str) -> Locator:
    return panel.get_by_role("button", name=pseudo(name), exact=True)


async def test_all_that_is_no_code_and_no_wire_is_in_the_language(chapter):
    assert await chapter.locator("html").get_attribute("lang") == "en-XA"
    assert await chapter.locator("article").evaluate(ENGLISH) == []
    await expect(chapter.locator("#exercise-shout > h2")).to_contain_text(pseudo("Exercise: shout"))
    await expect(chapter.locator(".code-block-caption").first).to_contain_text(
        f"ch02_echo/wrong_no_loop.py - {pseudo('wrong on purpose')}"
    )
    await expect(chapter.locator(".live-picture title").first).to_contain_text(
        pseudo("{lane} sent {words}").format(lane="A", words="GET /ws")
    )


async def test_the_progress_names_each_exercise_as_its_chapter_does(page, site, said):  # noqa: F811
    await page.goto(f"{site}/index.html")
    await expect(page.locator(".live-take")).to_be_visible()
    assert await page.locator("article").evaluate(ENGLISH) == []
    begun = pseudo("{done} of {total} solved.")
    done = begun.format(done=0, total=2)
    await expect(page.locator(".live-so-far")).to_contain_text(done)
    link = page.locator("li[data-exercise='ch02_echo/shout'] a")
    await expect(link).to_have_text(pseudo("Exercise: shout").partition(": ")[2])
    await link.click()
    await expect(page.locator("#exercise-shout > h2")).to_be_in_viewport()


async def test_a_server_runs_and_its_panel_speaks_the_language(chapter):
    step = panel(chapter, "step='ch02_echo/wrong_no_loop'")
    await button(step, "Run").click()
    await expect(step.locator(".live-state")).to_have_text(pseudo("running"), timeout=BOOT)
    await expect(step.locator("output")).to_have_text(pseudo("open"), timeout=BOOT)
    assert await step.evaluate(ENGLISH) == []
    await button(step, "Send").click()
    await expect(step.locator("output")).to_have_text(
        pseudo("closed {code}, not clean").format(code=1006), timeout=BOOT
    )
    await expect(step.locator(".live-log")).to_contain_text(
        "A → GET /ws"
    )  # the wire is no language
    await button(step, "Pause").click()
    await button(step, "Connect").click()
    await expect(step.locator(".live-note")).to_have_text(like("{count} more"), timeout=BOOT)


async def test_a_check_says_in_the_language_what_is_missing(chapter):
    task = panel(chapter, "exercise='ch02_echo/shout'")
    await task.locator(".live-check").click()
    verdict = task.locator(".live-verdict")
    await expect(verdict).to_contain_text(pseudo("Not yet."), timeout=BOOT)
    await expect(verdict).to_contain_text(
        pseudo("That is the message as it came. One message gets one answer.")
    )
    for words in ("{name} should have received {expected}", "received {message}"):
        await expect(verdict.locator("p").first).to_have_text(like(words))
    await task.locator(".live-verdict summary").click()
    await expect(verdict.locator("li").first).to_have_text(
        f"{pseudo('{name} connected to {path}').format(name='ann', path='/ws')}."
    )
    await button(task, "Edit").click()
    solution = exercises.folder("ch02_echo/shout") / "solution.py"
    await task.locator(".cm-content").fill(solution.read_text("utf-8"))
    await task.locator(".live-check").click()
    await expect(verdict).to_contain_text(pseudo("Solved."), timeout=BOOT)


@pytest.mark.parametrize(
    ("answer", "words"), [("the pong", "You were right:"), ("the text", "You did not expect this:")]
)
async def test_the_right_answer_is_right_in_each_language(chapter, answer, words):
    question = panel(chapter, "answer")
    await question.get_by_label(pseudo(answer)).check()
    await button(question, "Commit, and run it").click()
    await expect(question.locator(".live-verdict")).to_have_text(
        f"{pseudo(words)} {pseudo('the pong')}", timeout=BOOT
    )


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
async def test_longer_words_find_room_on_a_phone(chapter, direction):
    await chapter.set_viewport_size({"width": 360, "height": 800})
    await chapter.evaluate("(dir) => document.documentElement.dir = dir", direction)
    step = panel(chapter, "step='ch02_echo/wrong_no_loop'")
    await button(step, "Run").click()
    await expect(step.locator("output")).to_have_text(pseudo("open"), timeout=BOOT)
    assert await chapter.evaluate(CROWDED) == [0]


@pytest.mark.proof
@pytest.mark.long
@pytest.mark.timeout(600)
async def test_the_whole_site_is_in_the_language_and_its_anchors_stay(page, tmp_path):
    site = pseudo_language.build(ROOT / "docs", tmp_path)
    names = sorted(file.stem for file in (ROOT / "docs").glob("*.*") if file.is_file())
    with serve_folder(site) as address:
        for name in [*names, "search"]:
            await page.goto(f"{address}/{name}.html")
            assert await page.locator("html").get_attribute("lang") == "en-XA"
            assert await page.locator("article").evaluate(ENGLISH) == [], name
            assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    for exercise in exercises.exercises():
        chapter, _, name = exercise.partition("/")
        html = (site / f"{chapter}.html").read_text("utf-8")
        assert f'id="exercise-{name.replace("_", "-")}"' in html
