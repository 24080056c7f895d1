"""The panel as its reader uses it: each button, each error, by mouse and by keyboard."""

import gzip
import itertools
import os
import re
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, expect

from tests.browser.static_site import serve_folder
from tests.processes import ROOT, run

pytestmark = [pytest.mark.browser]

CONF = """
extensions = ["live.pages.extension", "sphinx_copybutton"]
html_theme = "furo"
html_copy_source = False
"""
PAGES = {
    "echo": ["ch02_echo/step1_echo.py", "ch02_echo/wrong_no_loop.py"],
    "room": ["ch08_testing/step3_room.py"],
    "html": ["ch05_browser/step2_static.py"],
    "formats": ["ch04_formats/step1_formats.py"],
    "door": ["ch08_testing/step2_door.py"],
}
BOOT = 60_000  # ms, on a busy machine
AXE = ROOT / "live" / "browser" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def live_port() -> str:
    """Where the live server would be."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return str(listener.getsockname()[1])


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, live_port: str) -> Path:
    """A site of small pages, built as the whole one is."""
    folder = tmp_path_factory.mktemp("panel")
    (folder / "docs").mkdir()
    (folder / "conf.py").write_text(CONF, encoding="utf-8")
    (folder / "tutorial_code").symlink_to(ROOT / "tutorial_code")
    toctree = "\n".join(f"   {name}" for name in PAGES)
    pages = {"index": f".. toctree::\n\n{toctree}\n"}
    for name, steps in PAGES.items():
        pages[name] = "\n\n".join(f".. snippet:: {step}" for step in steps)
    for name, text in pages.items():
        (folder / "docs" / f"{name}.rst").write_text(f"{name}\n{'=' * 9}\n\n{text}\n", "utf-8")
    subprocess.run(
        [sys.executable, "-m", "sphinx", "-nWq", "-c", ".", "docs", "html"],
        cwd=folder, check=True, env=os.environ | {"PYTHONPATH": str(ROOT), "LIVE_PORT": live_port},
    )  # fmt: skip
    return folder / "html"


@pytest.fixture(scope="session")
def site(folder: Path) -> Iterator[str]:
    """Its address, under a sub-path."""
    with serve_folder(folder) as address:
        yield address


@pytest.fixture
async def said(page: Any) -> AsyncIterator[list[str]]:
    """What stands on the browser's console; anything at all fails the test."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    await page.context.route("**/favicon.ico", lambda route: route.fulfill(body=""))
    yield said
    assert said == []


class Panel:
    """A panel, with the words of its readers."""

    def __init__(self, section: Locator) -> None:
        self.section = section
        self.page = section.page
        self.log = section.get_by_role("log")
        self.alert = section.locator(".live-alert")
        self.code = section.locator(".cm-content")

    def button(self, name: str) -> Locator:
        return self.section.get_by_role("button", name=name, exact=True)

    def client(self, lane: str) -> Locator:
        return self.section.get_by_role("group", name=f"Client {lane}")

    async def press(self, lane: str, name: str) -> None:
        await self.client(lane).get_by_role("button", name=name, exact=True).click()

    async def state(self, lane: str, word: str | re.Pattern[str]) -> None:
        await expect(self.client(lane).locator("output")).to_have_text(word, timeout=BOOT)

    async def say(self, lane: str, text: str, kind: str = "text") -> None:
        await self.client(lane).get_by_label("Kind of message").select_option(kind)
        await self.client(lane).get_by_label(f"Message from {lane}").fill(text)
        await self.press(lane, "Send")

    async def heard(self, line: str) -> None:
        try:
            await expect(self.log.locator("li", has_text=line).last).to_be_visible(timeout=BOOT)
        except AssertionError:  # whose message has a whole page, and little of this panel
            shown = await self.section.inner_text()
            raise AssertionError(f"{line} was not heard, but:\n{shown}") from None

    async def run(self) -> None:
        await self.button("Run").click()
        await self.state("A", "open")

    async def write(self, source: str) -> None:
        """Replace the code, as a reader who pastes."""
        await self.button("Edit").click()
        await self.code.press("ControlOrMeta+a")
        await self.page.keyboard.insert_text(source)

    async def plays_what_was_recorded(self) -> None:
        """Press Play and compare what crosses the wire with the record that stood there before."""
        recorded = await self.wire()
        await self.button("Play").click()
        await self.heard(recorded[-1])
        await expect(self.button("Play")).to_be_enabled(timeout=BOOT)
        await expect(self.alert).to_be_empty()
        assert sorted(await self.wire()) == sorted(recorded)

    async def wire(self) -> list[str]:
        """What the log says of the wire, and not of the server."""
        lines = await self.log.locator("li").all_inner_texts()
        return [line for line in lines if re.match(r"[A-Z] [→←]", line)]

    async def wrong(self, text: str | re.Pattern[str]) -> None:
        await expect(self.alert).to_contain_text(text, timeout=BOOT)


@pytest.fixture
async def open_panel(page: Any, site: str, said: list[str]) -> Any:
    """Open a page of the site and give its first panel, or the one of a step."""

    async def open_page(name: str, step: str = "") -> Panel:
        await page.goto(f"{site}/{name}.html")
        panel = Panel(page.locator(f'section.live[data-step*="/{step}"]').first)
        await expect(panel.button("Run")).to_be_visible()
        return panel

    return open_page


# Run, Stop, Reset


async def test_run_connects_the_first_client_where_the_step_listens(open_panel):
    panel = await open_panel("room")
    await panel.run()
    await panel.heard("A → GET /chat")
    await panel.say("A", "hi")
    await panel.heard("A ← text hi")
    await expect(panel.section.locator("svg.wire")).to_have_attribute(
        "aria-label", re.compile('A received "hi"')
    )


async def test_stop_ends_all_and_run_begins_again(open_panel):
    panel = await open_panel("echo")
    await panel.run()
    await panel.button("Stop").click()
    await panel.state("A", "closed 1006 the server was stopped, not clean")
    await expect(panel.section.locator(".live-state")).to_have_text("stopped")
    await panel.run()


async def test_stop_ends_an_endless_loop_and_the_panel_is_ready_again(open_panel):
    panel = await open_panel("echo")
    await panel.write("while True:\n    pass\n")
    await panel.button("Run").click()
    await expect(panel.section.locator(".live-state")).to_contain_text(
        "loops for ever", timeout=BOOT
    )
    await panel.button("Stop").click()
    await panel.button("Reset").click()
    await panel.run()


async def test_an_edit_runs_without_another_boot_is_kept_and_reset_brings_the_file_back(
    open_panel, page
):
    panel = await open_panel("echo")
    original = await panel.section.locator("pre").first.text_content()
    await panel.run()
    workers = len(page.workers)
    await panel.write(original.replace("Echo: ", "Heard: "))
    await expect(panel.section.locator(".live-changed")).to_be_visible()
    await panel.run()
    await panel.say("A", "hi")
    await panel.heard("A ← text Heard: hi")
    assert len(page.workers) == workers
    await page.reload()
    await expect(panel.code).to_contain_text("Heard: ")
    await panel.button("Reset").click()
    await expect(panel.section.locator(".live-changed")).to_be_hidden()
    await page.reload()
    await expect(panel.section.locator("pre").first).to_have_text(original)


async def test_booting_shows_what_loads_and_can_be_cancelled(open_panel, page):
    panel = await open_panel("echo")
    await page.route("**/snapshot.gz", lambda route: None)  # it never comes
    await panel.button("Run").click()
    await expect(panel.section.get_by_role("progressbar")).to_be_visible()
    await expect(panel.section.locator(".live-state")).to_contain_text("Loading")
    await panel.button("Stop").click()
    await expect(panel.section.get_by_role("progressbar")).to_be_hidden()
    await page.unroute("**/snapshot.gz")
    await panel.run()


async def test_another_panel_takes_the_server_over_and_this_one_says_so(open_panel, page):
    first = await open_panel("echo", "step1_echo")
    await first.run()
    second = Panel(page.locator('section.live[data-step$="wrong_no_loop"]'))
    await second.run()
    await expect(first.section.locator(".live-state")).to_contain_text("another step runs")
    await first.state("A", re.compile("closed 1006"))


# Clients


async def test_three_clients_see_one_message_fan_out(open_panel):
    panel = await open_panel("room")
    await panel.run()
    for lane in "BC":
        await panel.button("Add a client").click()
        await panel.press(lane, "Connect")
        await panel.state(lane, "open")
    await expect(panel.button("Add a client")).to_be_disabled()
    await panel.say("B", "to all")
    for lane in "ABC":
        await panel.heard(f"{lane} ← text to all")


async def test_a_frozen_client_reads_no_more_until_it_thaws(open_panel):
    panel = await open_panel("room")
    await panel.run()
    await panel.button("Add a client").click()
    await panel.press("B", "Connect")
    await panel.state("B", "open")
    freeze = panel.client("B").get_by_role("button", name="Freeze", exact=True)
    await freeze.click()
    await expect(freeze).to_have_attribute("aria-pressed", "true")
    await panel.say("A", "wait for it")
    await panel.heard("A ← text wait for it")
    await panel.heard("bytes wait unread")
    await expect(panel.section.locator("svg .queue")).to_be_visible()
    assert await panel.log.get_by_text("B ← text").count() == 0
    await freeze.click()
    await panel.heard("B ← text wait for it")


async def test_a_dropped_client_vanishes_without_a_close_frame(open_panel):
    panel = await open_panel("echo")
    await panel.run()
    await panel.press("A", "Drop")
    await panel.state("A", "closed 1006, not clean")
    await panel.heard("A ← lost, without a close frame (1006)")


async def test_close_with_a_code_and_a_reason(open_panel):
    panel = await open_panel("echo")
    await panel.run()
    await panel.client("A").get_by_text("Address and close code").click()
    await panel.client("A").get_by_label("Close code").fill("1001")
    await panel.press("A", "Close")
    await expect(panel.client("A").get_by_role("alert")).to_contain_text("InvalidAccessError")
    await panel.client("A").get_by_label("Close code").fill("4000")
    await panel.client("A").get_by_label("Reason").fill("bye")
    await panel.press("A", "Close")
    await panel.state("A", "closed 4000 bye")
    await panel.heard("A → close 4000 bye")
    await panel.press("A", "Connect")
    await panel.state("A", "open")


async def test_a_refusal_is_shown_with_its_status(open_panel):
    panel = await open_panel("echo")
    await panel.run()
    await panel.press("A", "Close")
    await panel.client("A").get_by_text("Address and close code").click()
    await panel.client("A").get_by_label("Path").fill("/nowhere")
    await panel.press("A", "Connect")
    await panel.heard("A ← 403 Forbidden")
    await panel.state("A", "closed 1006, not clean")


async def test_text_json_and_binary_are_sent_and_what_is_wrong_is_not(open_panel, tmp_path):
    panel = await open_panel("echo")
    await panel.run()
    await panel.say("A", "{", "JSON")
    await expect(panel.client("A").get_by_role("alert")).to_contain_text("this is not JSON")
    await panel.say("A", '{"a": 1}', "JSON")
    await panel.heard('A ← text Echo: {"a": 1}')
    await panel.say("A", "0", "binary")
    await expect(panel.client("A").get_by_role("alert")).to_contain_text("two digits each")
    await panel.say("A", "00 ff", "binary")
    await panel.heard("A → binary 00 ff")
    await panel.state("A", "closed 1011")
    await panel.press("A", "Connect")
    await panel.state("A", "open")
    (tmp_path / "file").write_bytes(b"\x01\x02")
    await panel.client("A").get_by_label("A file to send").set_input_files(tmp_path / "file")
    await panel.press("A", "Send")
    await panel.heard("A → binary 01 02")


# The record


async def test_copy_gives_the_log_as_text_and_clear_empties_it(open_panel, page):
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    panel = await open_panel("echo")
    await panel.run()
    await panel.heard("101 Switching Protocols")
    await panel.button("Copy").click()
    await expect(panel.section.get_by_text("Copied.")).to_be_visible()
    text = await page.evaluate("navigator.clipboard.readText()")
    assert "A → GET /ws\n" in text
    await panel.button("Clear").click()
    await expect(panel.log.locator("li")).to_have_count(0)


async def test_pause_holds_back_what_comes_and_then_shows_it(open_panel):
    panel = await open_panel("echo")
    await panel.run()
    await panel.heard("101 Switching Protocols")
    await panel.button("Pause").click()
    await panel.say("A", "later")
    await expect(panel.section.locator(".live-note")).to_have_text("2 more")
    assert await panel.log.get_by_text("later").count() == 0
    await panel.button("Pause").click()
    await panel.heard("A ← text Echo: later")


async def test_headers_and_long_messages_unfold(open_panel):
    panel = await open_panel("echo")
    await panel.run()
    await panel.log.get_by_text("A → GET /ws").click()
    await expect(panel.log.get_by_text("Sec-WebSocket-Version: 13")).to_be_visible()
    await panel.say("A", "x" * 500)
    await panel.log.get_by_text("A → text xxx").click()
    await expect(panel.log.get_by_text("x" * 500, exact=True)).to_be_visible()


@pytest.mark.parametrize("name", PAGES)
async def test_play_holds_the_steps_own_conversation(open_panel, name):
    panel = await open_panel(name)
    await panel.plays_what_was_recorded()


# What goes wrong


HEAD = "import responder\n\napi = responder.API(sessions=False)\n"


@pytest.mark.parametrize(
    ("source", "message", "line"),
    [
        (f"{HEAD}\ndef broken(:\n", "SyntaxError", 5),
        (f"{HEAD}\n1 / 0\n", "ZeroDivisionError: division by zero", 5),
        ("import responder\n", "This file has no `api`", None),
        (f"import numpy\n{HEAD}", "No module named 'numpy'. In the page there are", 1),
        (f"{HEAD}import threading\nthreading.Thread(target=print).start()\n", "no threads", 5),
    ],
)
async def test_a_file_that_cannot_run_says_why_and_marks_the_line(
    open_panel, source, message, line
):
    panel = await open_panel("echo")
    await panel.write(source)
    await panel.button("Run").click()
    await panel.wrong(message)
    marked = panel.section.locator(".cm-error-line")
    if line is None:
        await expect(marked).to_have_count(0)
    else:
        await expect(marked).to_have_text(source.splitlines()[line - 1])
    await panel.button("Reset").click()
    await panel.run()
    await expect(panel.alert).to_be_empty()


async def test_a_traceback_of_a_handler_is_logged_and_points_at_its_line(open_panel):
    panel = await open_panel("echo")
    original = await panel.section.locator("pre").first.text_content()
    await panel.write(original.replace('f"Echo: {message}"', "1 / 0"))
    await panel.run()
    await panel.say("A", "hi")
    await panel.heard("ZeroDivisionError")
    await expect(panel.section.locator(".cm-error-line")).to_contain_text("1 / 0")
    await panel.state("A", "closed 1011")


async def test_what_the_server_prints_is_in_the_log(open_panel):
    panel = await open_panel("echo")
    await panel.write(f"{HEAD}print('good', 'morning')\n")
    await panel.button("Run").click()
    await panel.heard("server prints good morning")


# On my machine


async def test_on_my_machine_says_how_to_start_what_does_not_answer(open_panel, said, live_port):
    panel = await open_panel("echo")
    await panel.section.get_by_label("Where the server runs").select_option("machine")
    await panel.button("Run").click()
    await panel.wrong(f"Nothing answers at ws://localhost:{live_port}. Start it in a terminal")
    await panel.wrong("make live")
    assert all("ERR_CONNECTION_REFUSED" in text for text in said)
    said.clear()


async def test_on_my_machine_the_same_client_talks_to_the_live_server(open_panel, site, live_port):
    docs_port = site.split(":")[2].partition("/")[0]  # so that this site's Origin may connect
    async with run(
        *(sys.executable, "-m", "uvicorn", "live.server:app", "--http", "live.server:StepProtocol"),
        *("--host", "127.0.0.1", "--port", live_port),
        env={"DOCS_PORT": docs_port, "LIVE_PORT": live_port},
    ) as server:
        await server.says("Uvicorn running")
        panel = await open_panel("echo")
        await panel.section.get_by_label("Where the server runs").select_option("machine")
        await panel.run()
        await panel.say("A", "hi")
        await panel.heard("A ← text Echo: hi")
        await expect(
            panel.client("A").get_by_role("button", name="Freeze", exact=True)
        ).to_be_disabled()
        await panel.press("A", "Close")
        await panel.state("A", re.compile("closed 100[05]"))


# The step's own page


async def test_two_windows_of_the_steps_page_talk_to_each_other(open_panel):
    panel = await open_panel("html")
    await panel.run()
    left, right = (panel.section.frame_locator("iframe").nth(number) for number in (0, 1))
    await expect(left.get_by_role("status")).to_have_text("open", timeout=BOOT)
    await expect(right.get_by_role("status")).to_have_text("open", timeout=BOOT)
    await left.get_by_role("textbox").fill("hello from the left")
    await left.get_by_role("button", name="Send").click()
    await expect(right.get_by_role("log")).to_contain_text("hello from the left")
    await panel.heard("page 2 ← text hello from the left")
    await expect(panel.section.locator("iframe").first).to_have_attribute(
        "sandbox", "allow-scripts allow-forms"
    )


# By keyboard, for everyone, on every screen


async def test_the_editor_lets_the_keyboard_out(open_panel, page):
    panel = await open_panel("echo")
    await panel.button("Edit").focus()
    await page.keyboard.press("Enter")
    await expect(panel.code).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(panel.code).not_to_be_focused()
    await panel.code.focus()
    await page.keyboard.type("# typed")
    await page.keyboard.press("ControlOrMeta+z")
    await expect(panel.section.locator(".live-changed")).to_be_hidden()
    await page.keyboard.press("Escape")
    await expect(panel.button("Run")).to_be_focused()


async def test_the_whole_panel_works_by_keyboard(open_panel, page):
    panel = await open_panel("room")
    await panel.button("Run").focus()
    await page.keyboard.press("Enter")
    await panel.state("A", "open")
    await panel.client("A").get_by_label("Message from A").focus()
    await page.keyboard.type(" everyone")
    await page.keyboard.press("Enter")
    await panel.heard("A ← text")
    await panel.button("Add a client").focus()
    await page.keyboard.press("Enter")
    connect = panel.client("B").get_by_role("button", name="Connect")
    await expect(connect).to_be_focused()
    await page.keyboard.press("Enter")
    await panel.state("B", "open")
    await expect(connect).to_be_focused()
    for name in ("Freeze", "Drop"):
        await page.keyboard.press("Tab")
        focused = panel.client("B").get_by_role("button", name=name, exact=True)
        await expect(focused).to_be_focused()
    await page.keyboard.press("Enter")
    await panel.state("B", "closed 1006, not clean")


async def test_axe_finds_nothing_and_nothing_is_too_wide(open_panel, page):
    panel = await open_panel("html")
    await panel.run()
    await panel.button("Edit").click()
    await expect(panel.code).to_be_visible()
    await panel.button("Add a client").click()
    await panel.client("A").get_by_text("Address and close code").click()
    await panel.say("A", "hi")
    await panel.heard("A ← text hi")
    await panel.log.get_by_text("A → GET /chat").click()
    # What the theme shows only while the reader scrolls up belongs to the page too.
    await page.evaluate("document.documentElement.classList.add('show-back-to-top')")
    await accessible(page)


async def accessible(page: Any) -> None:
    """Light and dark, on a phone and on a desk, axe finds nothing and nothing is too wide.

    A step's own page is in a sandbox, which lets no axe in.
    """
    await page.evaluate(AXE.read_text("utf-8") + ";0")
    for scheme, width in itertools.product(("light", "dark"), (360, 1280)):
        await page.set_viewport_size({"width": width, "height": 800})
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        found = await page.evaluate("axe.run({resultTypes: ['violations'], iframes: false})")
        rules = found["violations"]
        assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in rules] == []


# Before the reader touches it


async def test_before_a_touch_little_is_loaded_and_nothing_of_the_runtime(page, site, said, folder):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(f"{site}/echo.html", wait_until="networkidle")
    await expect(page.locator(".live-run").first).to_be_visible()
    names = {url.removeprefix(f"{site}/").partition("?")[0] for url in asked}
    sheets = [name for name in names if "/styles-" in name]
    [sheet] = [name for name in sheets if (folder / name).read_bytes().startswith(b"/* live/")]
    own = sorted([sheet, *(name for name in names if "/live/" in name)])
    assert not [name for name in names if name.startswith("http")]
    assert not [name for name in own if "runtime" in name or "editor" in name or "worker" in name]
    size = sum(len(gzip.compress((folder / name).read_bytes())) for name in own)
    assert size <= 20_000, (size, own)


async def test_without_javascript_the_chapter_reads_as_before(browser, site):
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{site}/echo.html")
    section = page.locator("section.live").first
    await expect(section.locator("pre").first).to_contain_text("iter_text")
    await expect(section.locator("svg.wire")).to_be_visible()
    await expect(section.get_by_role("log")).to_contain_text("A → text hello")
    await expect(section.get_by_text("Running this server here takes JavaScript.")).to_be_visible()
    await expect(section.get_by_role("button")).to_have_count(0)
    await context.close()


async def test_from_a_file_the_chapter_reads_as_before(page, folder, said):
    await page.goto((folder / "echo.html").as_uri())
    section = page.locator("section.live").first
    await expect(section.locator("svg.wire")).to_be_visible()
    await expect(section.get_by_text("this one was opened from a file")).to_be_visible()
    assert await section.locator("svg.wire .life").evaluate("e => getComputedStyle(e).stroke") != (
        "none"
    )


async def test_without_webassembly_it_says_so(page, site, said):
    await page.add_init_script("delete globalThis.WebAssembly")
    await page.goto(f"{site}/echo.html")
    await expect(page.get_by_text("takes WebAssembly").first).to_be_visible()
