"""The site itself: every panel of every chapter runs, and every page is accessible."""

import asyncio
import csv
import itertools
import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests import links
from tests.browser.static_site import serve_folder
from tests.browser.test_panel import AXE, BOOT, Panel, said  # noqa: F401  # said is a fixture
from tests.chapters import CHAPTERS, DOCS
from tests.processes import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
A_FEW = [
    pytest.param(chapter, marks=[pytest.mark.long] if number % 6 else [])
    for number, chapter in enumerate(CHAPTERS)
]
"""All chapters; the short form takes every sixth."""
STEPS = "section.live:not([data-exercise], [data-answer])"
PREDICTIONS = "section.live[data-answer]"
PAGES = sorted(page.stem for page in DOCS.iterdir() if page.suffix in {".rst", ".md"})
PAGES += ["search", "genindex"]  # which no file stands for


@pytest.fixture(scope="module")
def site_folder(tmp_path_factory: pytest.TempPathFactory, built: Path | None) -> Path:
    """The whole site."""
    if built:
        return built / "html"
    folder: Path = tmp_path_factory.mktemp("site")
    command = ["-m", "sphinx", "-nWq", "-j", "auto", "-c", ".", "-d", str(folder / "trees"), "docs"]
    subprocess.run([sys.executable, *command, str(folder / "html")], cwd=ROOT, check=True)
    return folder / "html"


@pytest.fixture(scope="module")
def whole_site(site_folder: Path) -> Iterator[str]:
    """Its address, where it is served under a sub-path."""
    with serve_folder(site_folder) as address:
        yield address


def test_every_link_inside_the_site_leads_somewhere(site_folder):
    assert list(links.broken(site_folder)) == []


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
    assert await page.evaluate("moved") < 0.005  # a pixel of rounding; without its place it is 0.06


MOVED = """
    window.moved = [];
    const name = ({ node }) => node?.className || node?.nodeName;
    new PerformanceObserver((list) => {
      for (const { value, sources } of list.getEntries())
        if (value > 1e-4) moved.push([value, ...sources.map(name)]);
    }).observe({ type: "layout-shift", buffered: true });
"""
"""Measured: a block of code that moves by two lines is 4e-3 on a phone, and more on a desk.

A second button that a slow machine shows after the first, for the HTML had come half, is 3e-5.
"""
BLOCKING = """
    performance.getEntriesByType("resource")
        .filter((each) => each.renderBlockingStatus === "blocking")
        .map((each) => each.name.split("?")[0])
"""
COVERED = """
    [...document.querySelectorAll(".live-head")].map((head) => {
      const name = head.querySelector(".caption-text a");
      const end = name.getBoundingClientRect();
      const buttons = [...head.querySelectorAll(".live-do > *")];
      const covers = (box) => box.width && box.left < end.right && box.top < end.bottom;
      return buttons.some((each) => covers(each.getBoundingClientRect())) && name.textContent;
    }).filter(Boolean)
"""
SETTLED = """
    () => !document.querySelector("section.live:not(.is-live, [data-answer])")
        && new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(true))))
"""


@pytest.mark.proof
async def test_no_page_moves_or_is_too_wide_and_only_styles_hold_up_its_first_paint(
    browser: Browser, whole_site: str, full: bool
) -> None:
    """With the panels' script; 320 pixels are what a desk has when all is four times as large.

    The short form sees each page once, on a phone and on a desk by turns.
    """
    context = await browser.new_context(reduced_motion="reduce")
    await context.add_init_script(MOVED)
    page = await context.new_page()
    widths = (360, 1280)
    turns = itertools.product(PAGES, widths) if full else zip(PAGES, itertools.cycle(widths))
    for name, width in turns:
        await page.set_viewport_size({"width": width, "height": 900})
        await page.goto(f"{whole_site}/{name}.html")
        await page.wait_for_function(SETTLED)
        assert await page.evaluate("moved") == [], (name, width)
        assert await page.evaluate(COVERED) == [], (name, width)
        blocking = await page.evaluate(BLOCKING)
        assert blocking, "Chromium tells no longer what blocks"
        if name != "search":  # whose scripts must have run before its end: see finish.py
            assert [url for url in blocking if not url.endswith(".css")] == []
        assert len([url for url in blocking if url.endswith(".css")]) <= 2
        await page.set_viewport_size({"width": min(width, 320), "height": 900})
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, name
        for landmark in ("main, [role=main]", "h1"):
            assert await page.locator(landmark).count() == 1, (name, landmark)
    await context.close()


@pytest.mark.proof
async def test_axe_finds_nothing_on_any_page(browser: Browser, whole_site: str, full: bool) -> None:
    """In both themes, and with the first panel running.

    The short form sees the first page, the search and every eighth other, in one theme each.
    """
    # A button that fades has no colour to be judged by.
    context = await browser.new_context(reduced_motion="reduce")
    page: Any = await context.new_page()
    pages = PAGES if full else ["index", "search", *PAGES[4::8]]
    assert COLOURFUL in pages
    for name, (width, *schemes) in zip(pages, itertools.cycle(TURNS)):
        await page.set_viewport_size({"width": width, "height": 900})
        await page.emulate_media(color_scheme=schemes[0])
        await page.goto(f"{whole_site}/{name}.html")
        await page.wait_for_function(SETTLED)
        if full and await page.locator(STEPS).count():
            panel = Panel(page.locator(STEPS).first)
            await panel.button("Run").click()
            await panel.state("A", re.compile("open|closed"))  # some steps turn strangers away
        # Code and wire have the same colours on all pages, and more words than all the rest.
        but = [] if full or name == COLOURFUL else MANY
        await axe(page, "{rules: {'target-size': {enabled: true}}}", but)
        if full:
            await page.emulate_media(color_scheme=schemes[1])
            await axe(page, "{runOnly: ['color-contrast']}", but)
    await context.close()


TURNS = [
    (360, "light", "dark"),
    (1280, "light", "dark"),
    (360, "dark", "light"),
    (1280, "dark", "light"),
]
"""A page's width and its two themes, of which the short form sees the first."""
MANY = [".highlight pre", ".live-log", ".live-picture"]
COLOURFUL = "ch05_browser"
"""The page with code in most languages; it is seen in the dark, where a colour is missed sooner."""


async def axe(page: Any, options: str, but: list[str]) -> None:
    """Nothing that axe finds; a step's own page is in a sandbox, which lets it not in."""
    await page.evaluate(AXE.read_text("utf-8") + ";0")
    run = f"(but) => axe.run({{exclude: but}}, Object.assign({options}, {{iframes: false}}))"
    found = await page.evaluate(run, but)
    rules = [
        (rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found["violations"]
    ]
    assert rules == [], page.url


FOCUSED = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const { x, y, width, height } = element.getBoundingClientRect();
    const middle = [x + Math.min(width / 2, 30), y + Math.min(height / 2, 30)];
    const top = document.elementFromPoint(...middle);
    const style = getComputedStyle(element);
    return {
        name: `${element.localName}.${element.className} ${element.textContent.slice(0, 30)}`,
        seen: (style.outlineStyle !== "none" || style.boxShadow !== "none") && style.opacity > 0.5,
        covered: !(top && (element.contains(top) || top.contains(element))),
    };
}"""


@pytest.mark.parametrize("width", [1280, 360])
async def test_by_keyboard_one_gets_through_a_page_and_always_sees_where_one_is(
    browser: Browser, whole_site: str, width: int
) -> None:
    """There is no trap, and nothing takes the focus unseen."""
    context = await browser.new_context(
        reduced_motion="reduce", viewport={"width": width, "height": 900}
    )
    page = await context.new_page()
    await page.goto(f"{whole_site}/ch02_echo.html")
    await page.wait_for_function(SETTLED)
    names: list[str] = []
    while len(names) < 250:
        await page.keyboard.press("Tab")
        focused = await page.evaluate(FOCUSED)
        if focused is None:
            break
        names.append(focused["name"])
        if "sidebar-toggle" not in focused["name"]:  # its label shows that in its place
            assert focused["seen"], focused
            assert not focused["covered"], focused
    assert 50 < len(names) < 250
    assert any("next-page" in name for name in names)
    await context.close()


async def test_by_keyboard_one_reaches_text_theme_search_and_the_next_chapter(
    page: Any, whole_site: str
) -> None:
    """The first steps on a desk, and the drawer with the chapters on a phone."""
    await page.emulate_media(reduced_motion="reduce")
    await page.goto(f"{whole_site}/ch02_echo.html")
    await page.wait_for_function(SETTLED)
    keys = page.keyboard
    await keys.press("Tab")
    await expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    await expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport()
    await keys.press("Enter")
    await page.wait_for_url("**/*#furo-main-content")
    await page.wait_for_function(SETTLED)  # where Tab goes on is known with the next frame
    await keys.press("Tab")
    assert await page.evaluate("document.activeElement.closest('.content') !== null")
    toggle = page.locator("button.theme-toggle:visible").first
    await toggle.focus()
    await keys.press("Enter")
    await expect(page.locator("body")).not_to_have_attribute("data-theme", "auto")
    await page.locator("a.next-page").focus()
    await keys.press("Enter")
    await page.wait_for_url("**/ch03_chat.html")

    await page.set_viewport_size({"width": 360, "height": 900})
    chapters = page.locator(".sidebar-drawer")
    await expect(chapters).to_be_hidden()
    await page.get_by_role("checkbox", name="Toggle site navigation sidebar").focus()
    await keys.press("Space")
    await expect(chapters).to_be_visible()
    search = chapters.get_by_role("textbox")
    await search.focus()
    await keys.type("4401")
    await keys.press("Enter")
    await page.wait_for_url("**/search.html?q=4401*")
    await expect(page.locator("#search-results a").first).to_be_visible()


async def test_on_paper_there_is_nothing_to_press_and_no_code_is_cut_off(page: Any, whole_site):
    """Only what the reader unfolded of an answer is printed."""
    await page.goto(f"{whole_site}/ch02_echo.html")
    await page.wait_for_function(SETTLED)
    await page.emulate_media(media="print", color_scheme="dark")
    await page.set_viewport_size({"width": 600, "height": 900})  # less than a sheet is wide
    for nothing in (
        "button:visible",
        "select:visible",
        "input:not([type=radio]):visible",
        "aside:visible",
    ):
        assert await page.locator(nothing).count() == 0, nothing
    for there in ("section.live svg.wire", "section.live .live-log", "h1"):
        await expect(page.locator(there).first).to_be_visible()
    for hint in await page.locator(".live-hint, .live-solution, .live-answer").all():
        await expect(hint).to_be_hidden()
    wide = "(all) => all.filter((each) => each.scrollWidth > each.clientWidth + 1).length"
    assert await page.locator("pre:visible").evaluate_all(wide) == 0
    background = "getComputedStyle(document.querySelector('svg.wire .arrow text')).stroke"
    assert await page.evaluate(background) == "rgb(255, 255, 255)"


async def test_who_wants_no_motion_sees_none(page: Any, whole_site):
    await page.emulate_media(reduced_motion="reduce")
    await page.goto(f"{whole_site}/ch02_echo.html")
    panel = Panel(page.locator(STEPS).first)
    await panel.run()
    assert await page.evaluate("document.getAnimations().length") == 0
    assert (
        await page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    )
    await page.emulate_media(reduced_motion="no-preference")
    await page.wait_for_function("document.getAnimations().length > 0")  # its light beats


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


# The search


def expected(site: Path) -> dict[str, str]:
    """Each heading of a symptom, and each close code, with the place that it should lead to.

    A code that begins the heading of a symptom leads there; another to its row.
    """
    html = (site / "symptoms.html").read_text("utf-8")
    headings = re.findall(r'<section id="([^"]*)">\s*<h3>(.*?)<a', html)
    table = {unescape(re.sub("<.*?>", "", text)): f"symptoms.html#{id}" for id, text in headings}
    cures = {text.split(",")[0]: place for text, place in table.items()}
    with (DOCS / "tables" / "close_codes.csv").open(encoding="utf-8") as file:
        for code in (row["Code"] for row in csv.DictReader(file)):
            row = f"close_codes.html#code-{code.replace(' ', '-')}"
            table[code.partition(" to ")[2] or code] = cures.get(code, row)
    return table | {
        "4401": table["My close code, such as 4401, arrives as 403 or 1006"],
        "Set changed size": table["RuntimeError: Set changed size during iteration"],
        "ValueError: my own words. 1011 keepalive ping timeout": cures["1011"],
        "back-pressure": "glossary.html#term-back-pressure",
    }


FIRST = """(queries) => queries.map((query) => {
    const [page, , anchor] = Search._performSearch(...Search._parseQuery(query)).at(-1) ?? [];
    return `${page}.html${anchor}`;
})"""


async def test_an_error_message_and_a_close_code_lead_to_their_cure(page, whole_site, site_folder):
    table = expected(site_folder)
    assert len(table) > 50
    await page.goto(f"{whole_site}/search.html")
    found = await page.evaluate(FIRST, list(table))
    assert dict(zip(table, found, strict=True)) == table


@pytest.mark.parametrize("width", [1280, 360])
async def test_one_searches_from_the_keyboard_and_comes_to_the_place(page, whole_site, width):
    """On a wide page with one key; on a phone the search page has a field of its own."""
    await page.set_viewport_size({"width": width, "height": 740})
    if width > 1000:
        await page.goto(f"{whole_site}/ch02_echo.html")
        await page.keyboard.press("/")
    else:
        await page.goto(f"{whole_site}/search.html")
        await page.get_by_label("An error message, a close code").focus()
    await page.keyboard.type("4401")
    await page.keyboard.press("Enter")
    await page.locator("ul.search a").first.focus()
    await page.keyboard.press("Enter")
    heading = page.get_by_role("heading", name="My close code, such as 4401")
    await expect(heading).to_be_in_viewport()


async def test_who_finds_nothing_is_told_what_else_to_try(page, whole_site):
    helpful = page.get_by_text("Leave out of an error message what is your own")
    await page.goto(f"{whole_site}/search.html?q=1006")
    await expect(page.get_by_role("link", name="1006, and I did not close")).to_be_visible()
    await expect(helpful).to_be_hidden()
    await page.goto(f"{whole_site}/search.html?q=zzzzzz")
    await expect(helpful).to_be_visible()
    await page.get_by_role("main").get_by_role("link", name="symptoms and cures").click()
    await expect(page.get_by_role("heading", name="Symptoms and cures")).to_be_visible()


async def test_without_javascript_the_search_page_says_so(browser: Browser, whole_site) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page: Any = await context.new_page()
    await page.goto(f"{whole_site}/search.html")
    await expect(page.locator("noscript p")).to_be_visible()
    await expect(page.get_by_role("link", name="close codes", exact=True)).to_be_visible()
    await context.close()
