"""Chapter 5's pages, driven in Chromium: what they promise, and how the wrong ones break it."""

import asyncio
import contextlib
import csv
import difflib
import importlib
import io
import re
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import responder
import uvicorn
from playwright.async_api import Browser, ConsoleMessage, Page, expect
from websockets.asyncio.client import connect as websockets_connect
from websockets.asyncio.server import ServerConnection, serve

from live import conversation, exercises, in_process
from tests import chapters
from tests.processes import TRACEBACK, ServerProcess, serve_command

STEP1 = "ch05_browser/step1_page"
STEP2 = "ch05_browser/step2_static"
WRONG = "ch05_browser/wrong_pages"
CODE = chapters.TUTORIAL / "ch05_browser"
MARKUP = "<img src=x onerror=\"document.title = 'it ran'\">"
STATIC_FILES = {
    "connection.js": "text/javascript",
    "chat.js": "text/javascript",
    "style.css": "text/css",
}
REFUSED = "WebSocket connection to .* failed"


def test_the_chapter_holds_its_examples():
    assert chapters.count("ch05_browser", "snippet") == 14
    assert chapters.count("ch05_browser", "testcode") == 3
    assert chapters.count("ch05_browser", "csv-table") == 3


def table(name: str) -> list[list[str]]:
    """The rows of a table that the chapter shows, without its head and its ``literal`` marks."""
    text = (chapters.DOCS / f"tables/ch05_{name}.csv").read_text(encoding="utf-8")
    return list(csv.reader(io.StringIO(text.replace("``", ""))))[1:]


# Servers and pages for these tests


@contextlib.asynccontextmanager
async def serve_app(app: Any, **settings: Any) -> AsyncIterator[str]:
    """Serve an app on a free port from this event loop; gives "127.0.0.1:<port>"."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", settings.pop("port", 0)))
        listener.listen()
        config = uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=3, **settings)
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield f"127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving


def app_of(step: str) -> Any:
    return conversation.load(step).api


class Under:
    """Apps by prefix: each gets its path without the prefix, which stands in ``root_path``."""

    def __init__(self, **apps: Any) -> None:
        self.apps = apps

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await next(iter(self.apps.values()))(scope, receive, send)
            return
        for name, app in self.apps.items():
            prefix = f"/ch05_browser/{name}"
            if scope["path"].startswith(prefix):
                path = scope["path"].removeprefix(prefix)
                inner = {"path": path, "raw_path": path.encode(), "root_path": prefix}
                await app({**scope, **inner}, receive, send)
                return
        raise AssertionError(f"nothing is mounted at {scope['path']}")


def slowly(app: Any, release: asyncio.Event) -> Any:
    """The same app, but its handshakes wait."""

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await release.wait()
        await app(scope, receive, send)

    return slow


def complaints(page: Page) -> list[str]:
    """Collect what goes wrong in a page: errors on its console, and uncaught exceptions."""
    found: list[str] = []

    def note(line: ConsoleMessage) -> None:
        if line.type == "error":
            found.append(line.text)

    page.on("console", note)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def state_of(page: Page) -> Any:
    return page.get_by_role("status")


def field_of(page: Page) -> Any:
    return page.get_by_role("textbox", name="Message")


def lines_of(page: Page) -> Any:
    return page.get_by_role("log", name="Messages").locator("p")


async def open_page(page: Page, url: str) -> None:
    await page.goto(url)
    await expect(state_of(page)).to_have_text("open")


async def say(page: Page, text: str) -> None:
    await field_of(page).fill(text)
    await field_of(page).press("Enter")


@pytest.fixture
async def other_page(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context()
    yield await context.new_page()
    await context.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start_step2(port: int) -> contextlib.AbstractAsyncContextManager[ServerProcess]:
    """The last step as its reader starts it, on a port that stays the same."""
    command = (sys.executable, "-m", "tutorial_code.ch05_browser.step2_static")
    return serve_command(*command, env={"PORT": str(port)})


# What the server hands out


async def get(server: Any, path: str) -> tuple[str, dict[str, str], str]:
    """GET a path: the status line, the headers, and the body."""
    reader, writer = await server.open_connection()
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
    answer = (await reader.read()).decode()
    writer.close()
    head, _, body = answer.partition("\r\n\r\n")
    status, *lines = head.split("\r\n")
    return status, dict(line.lower().split(": ", 1) for line in lines), body


@pytest.mark.parametrize(
    ("step", "file"), [(STEP1, "pages/first.html"), (STEP2, "static/index.html")]
)
async def test_the_page_is_at_the_root(serve, step, file):
    async with serve(step) as server:
        status, headers, body = await get(server, "/")
    assert status == "HTTP/1.1 200 OK"
    assert headers["content-type"].startswith("text/html")
    assert body == (CODE / file).read_text(encoding="utf-8")


async def test_script_and_style_are_static_files(serve):
    async with serve(STEP2) as server:
        for name, kind in STATIC_FILES.items():
            status, headers, body = await get(server, f"/static/{name}")
            assert status == "HTTP/1.1 200 OK"
            assert headers["content-type"].startswith(kind)
            assert body == (CODE / "static" / name).read_text(encoding="utf-8")


async def test_the_file_address_of_the_page_leads_to_the_root(serve):
    async with serve(STEP2) as server:
        status, headers, _ = await get(server, "/static/index.html")
    assert status == "HTTP/1.1 307 Temporary Redirect"
    assert headers["location"] == ".."


async def test_only_the_static_folder_is_handed_out(serve):
    async with serve(STEP2) as server:
        for path in ("/static/../room.py", "/static/%2e%2e/room.py", "/room.py"):
            assert (await get(server, path))[0] == "HTTP/1.1 404 Not Found"


@pytest.mark.parametrize("step", [STEP1, STEP2])
async def test_the_page_is_found_from_any_directory(step, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with in_process.serve(app_of(step)) as server:
        assert (await get(server, "/"))[0] == "HTTP/1.1 200 OK"


@pytest.mark.differs("process")
@pytest.mark.real
async def test_the_wrong_pages_are_where_their_program_says(serve_real):
    async with serve_real(WRONG) as server:
        assert "Open http://127.0.0.1:5042/wrong_host.html, " in server.log
        names = re.findall(r"wrong_\w+\.html", server.log)
        assert names == ["wrong_host.html", "wrong_markup.html", "wrong_send.html"]
        for name in names:
            body = (await get(server, f"/{name}"))[2]
            assert body == (CODE / "pages" / name).read_text(encoding="utf-8")


# The room beside the page


async def test_a_member_that_left_costs_nobody_else_the_room(serve, full):
    async with serve(STEP1) as server, server.connect("/chat") as speaker:
        for number in range(60 if full else 5):
            leaving = [await server.connect("/chat") for _ in range(5)]
            for ws in leaving:
                ws.transport.abort()
            for text in (f"{number} a", f"{number} b"):
                await speaker.send(text)
                assert await speaker.recv() == text
        assert TRACEBACK not in server.log


# Where the page connects


async def connects_to_its_own_server(page: Page, url: str) -> None:
    """The check that a right page passes: its socket is beside the page, and opens."""
    async with page.expect_event("websocket") as opened:
        await page.goto(url)
    address = (await opened.value).url
    assert address == url.replace("http", "ws").rpartition("/")[0] + "/chat", "another server"
    await expect(state_of(page)).to_have_text("open")


@pytest.mark.browser
@pytest.mark.parametrize("step", [STEP1, STEP2])
async def test_the_page_connects_to_the_server_that_it_came_from(page, step):
    found = complaints(page)
    async with serve_app(app_of(step)) as host:
        await connects_to_its_own_server(page, f"http://{host}/")
        assert found == []


@pytest.mark.browser
async def test_a_page_that_names_its_host_calls_another_server(page):
    async with serve_app(app_of(WRONG)) as host:
        with pytest.raises(AssertionError, match="another server"):
            await connects_to_its_own_server(page, f"http://{host}/wrong_host.html")
        await connects_to_its_own_server(
            page, f"http://{host}/wrong_markup.html"
        )  # its host is right


@pytest.mark.browser
@pytest.mark.parametrize("step", [STEP1, STEP2])
async def test_the_page_works_under_a_mount(page, step):
    found = complaints(page)
    async with serve_app(Under(some_step=app_of(step))) as host:
        await connects_to_its_own_server(page, f"http://{host}/ch05_browser/some_step/")
        await say(page, "under a mount")
        await expect(lines_of(page)).to_have_text(["under a mount"])
        assert found == []


@pytest.mark.browser
async def test_the_file_address_leads_to_the_page_under_a_mount_too(page):
    async with serve_app(Under(step2_static=app_of(STEP2))) as host:
        base = f"http://{host}/ch05_browser/step2_static"
        await open_page(page, f"{base}/static/index.html")
        assert page.url == f"{base}/"


@pytest.mark.browser
async def test_without_the_redirect_the_file_address_has_no_socket(page):
    api = responder.API(sessions=False, static_dir=CODE / "pages")
    api.add_route("/chat", conversation.load("ch03_chat/step6_limit").chat, websocket=True)
    async with serve_app(api) as host:
        async with page.expect_event("websocket") as opened:
            await page.goto(f"http://{host}/static/first.html")
        assert (await opened.value).url == f"ws://{host}/static/chat"
        await expect(state_of(page)).to_have_text("closed")


GIVEN = "window.given = []; window.WebSocket = function (url) { given.push(String(url)); };"


@pytest.mark.browser
@pytest.mark.parametrize("file", ["pages/first.html", "static/index.html"])
async def test_each_address_of_a_page_gives_the_one_of_its_socket(page, file):
    async def hand_out(route: Any) -> None:
        path = route.request.url
        name = f"static/{path.rpartition('/')[2]}" if "/static/" in path else file
        await route.fulfill(path=CODE / name)

    await page.route("**/*", hand_out)
    await page.add_init_script(GIVEN)  # the address as the page gives it, before a browser helps
    for address, expected in table("addresses"):
        await page.goto(address)
        await page.wait_for_function("given.length === 1")
        assert await page.evaluate("given") == [expected], address


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A key and a certificate that nobody signed, as settings of uvicorn."""
    folder = tmp_path_factory.mktemp("tls")
    key, cert = str(folder / "key.pem"), str(folder / "cert.pem")
    subject = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=127.0.0.1"
    subprocess.run(
        ["openssl", "req", "-x509", *subject.split(), "-keyout", key, "-out", cert],
        check=True,
        capture_output=True,
    )
    return {"ssl_keyfile": key, "ssl_certfile": cert}


@pytest.fixture
async def trusting_page(browser: Browser) -> AsyncIterator[Page]:
    """A page that believes a certificate that nobody signed."""
    context = await browser.new_context(ignore_https_errors=True)
    yield await context.new_page()
    await context.close()


@pytest.mark.browser
@pytest.mark.parametrize("step", [STEP1, STEP2])
async def test_a_page_under_https_speaks_wss(trusting_page, certificate, step):
    found = complaints(trusting_page)
    async with serve_app(app_of(step), **certificate) as host:
        await connects_to_its_own_server(trusting_page, f"https://{host}/")
        await say(trusting_page, "encrypted")
        await expect(lines_of(trusting_page)).to_have_text(["encrypted"])
        assert found == []


# What the page shows


@pytest.mark.differs("address")
@pytest.mark.browser
@pytest.mark.real
@pytest.mark.parametrize("step", [STEP1, STEP2])
async def test_two_pages_chat(serve_real, page, other_page, step):
    found, found_there = complaints(page), complaints(other_page)
    async with serve_real(step) as server:
        await server.says(r"Open http://127\.0\.0\.1:5042/ in two windows")
        assert "session key" not in server.log
        await open_page(page, f"{server.url}/")
        await open_page(other_page, f"{server.url}/")
        await say(page, "grüß dich 👋")
        await expect(lines_of(other_page)).to_have_text(["grüß dich 👋"])
        await say(other_page, "hello")
        for each in (page, other_page):
            await expect(lines_of(each)).to_have_text(["grüß dich 👋", "hello"])
            await expect(field_of(each)).to_have_value("")
        assert found == found_there == []
    assert TRACEBACK not in server.log


async def shows_markup_as_text(page: Page, host: str, path: str) -> None:
    """The check that a right page passes: markup is shown as it was sent, and does not run."""
    await open_page(page, f"http://{host}{path}")
    async with websockets_connect(f"ws://{host}/chat", proxy=None) as attacker:
        await attacker.send(MARKUP)
        await attacker.send("the end")
        await expect(lines_of(page)).to_have_count(2)
    assert await lines_of(page).all_text_contents() == [MARKUP, "the end"], "markup was read"
    assert await page.locator("img").count() == 0
    assert await page.title() == "Chat"


@pytest.mark.browser
@pytest.mark.parametrize("step", [STEP1, STEP2])
async def test_markup_in_a_message_is_text(page, step):
    async with serve_app(app_of(step)) as host:
        await shows_markup_as_text(page, host, "/")


@pytest.mark.browser
async def test_a_page_that_takes_messages_for_markup_runs_them(page):
    async with serve_app(app_of(WRONG)) as host:
        with pytest.raises(AssertionError, match="markup was read"):
            await shows_markup_as_text(page, host, "/wrong_markup.html")
        await page.wait_for_function("document.title === 'it ran'")


# Sending while not connected


async def keeps_what_was_typed(page: Page, app: Any, path: str) -> None:
    """The check that a right page passes: with the server gone, the field keeps what is typed."""
    async with serve_app(app) as host:
        await open_page(page, f"http://{host}{path}")
        await say(page, "it works")
        await expect(lines_of(page)).to_have_text(["it works"])
    await expect(state_of(page)).not_to_have_text("open")
    await say(page, "what I typed")
    assert await field_of(page).input_value() == "what I typed", "the message is lost"


@pytest.mark.browser
@pytest.mark.parametrize(("step", "state"), [(STEP1, "closed"), (STEP2, "reconnecting")])
async def test_what_cannot_be_sent_stays_in_its_field(page, step, state):
    await keeps_what_was_typed(page, app_of(step), "/")
    await expect(state_of(page)).to_have_text(state)


@pytest.mark.browser
async def test_a_page_that_does_not_look_loses_the_message_without_an_exception(page):
    found = complaints(page)
    with pytest.raises(AssertionError, match="the message is lost"):
        await keeps_what_was_typed(page, app_of(WRONG), "/wrong_send.html")
    assert found == ["WebSocket is already in CLOSING or CLOSED state."]


@pytest.mark.browser
async def test_the_page_says_that_it_did_not_send_and_sends_later(page):
    app, port = app_of(STEP2), free_port()
    await keeps_what_was_typed(page, app, "/")
    notice = page.get_by_role("alert")
    await expect(notice).to_have_text(
        "Not sent: the connection is not open. Your message is still here."
    )
    await page.get_by_role("button", name="Leave").click()
    async with serve_app(app, port=port) as host:
        await open_page(page, f"http://{host}/")
        await page.get_by_role("button", name="Leave").click()
        await say(page, "later")
        await expect(notice).to_contain_text("Not sent")
        await page.get_by_role("button", name="Join").click()
        await expect(notice).to_have_text("")
        await field_of(page).press("Enter")
        await expect(lines_of(page)).to_have_text(["later"])
        await expect(field_of(page)).to_have_value("")


@pytest.mark.browser
@pytest.mark.parametrize("step", [STEP1, STEP2])
async def test_nothing_is_sent_before_the_connection_is_open(page, step):
    found = complaints(page)
    release = asyncio.Event()
    async with serve_app(slowly(app_of(step), release)) as host:
        await page.goto(f"http://{host}/")
        await expect(state_of(page)).to_have_text("connecting")
        await say(page, "too early")
        await expect(field_of(page)).to_have_value("too early")
        release.set()
        await expect(state_of(page)).to_have_text("open")
        await field_of(page).press("Enter")
        await expect(lines_of(page)).to_have_text(["too early"])
        assert found == []


@pytest.mark.browser
@pytest.mark.parametrize("step", [STEP1, STEP2])
async def test_an_empty_message_is_not_sent(page, step):
    async with serve_app(app_of(step)) as host:
        await open_page(page, f"http://{host}/")
        await say(page, "")
        await say(page, "something")
        await expect(lines_of(page)).to_have_text(["something"])


# Coming back


@pytest.mark.browser
@pytest.mark.real
async def test_the_page_comes_back_when_the_server_restarts(page):
    port = free_port()
    async with start_step2(port) as server:
        await open_page(page, f"{server.url}/")
        await say(page, "before")
        await expect(lines_of(page)).to_have_text(["before"])
        found = complaints(page)
        await server.stop()
        await expect(state_of(page)).to_have_text("reconnecting")
        await say(page, "typed meanwhile")
        await expect(page.get_by_role("alert")).to_contain_text("Not sent")
    async with start_step2(port):
        await expect(state_of(page)).to_have_text("open", timeout=20_000)
        await expect(page.get_by_role("alert")).to_have_text("")
        await field_of(page).press("Enter")
        await expect(lines_of(page)).to_have_text(
            [
                "before",
                "Connected again. What was said meanwhile is not shown here.",
                "typed meanwhile",
            ]
        )
    assert all(re.search(REFUSED, line) for line in found), found


@pytest.mark.browser
@pytest.mark.real
async def test_a_message_sent_while_the_server_dies_is_lost(page):
    port = free_port()
    async with start_step2(port) as server:
        await open_page(page, f"{server.url}/")
        server.process.send_signal(signal.SIGSTOP)
        await say(page, "into the void")
        await expect(field_of(page)).to_have_value("")  # as far as the page knows it went out
        await server.stop(signal.SIGKILL)
        await expect(state_of(page)).to_have_text("reconnecting")
    async with start_step2(port):
        await page.evaluate("dispatchEvent(new Event('online'))")
        await expect(state_of(page)).to_have_text("open", timeout=20_000)
        await say(page, "after")
        await expect(lines_of(page).last).to_have_text("after")
        assert "into the void" not in await lines_of(page).all_text_contents()


@pytest.mark.browser
async def test_the_first_page_stays_closed_where_the_last_comes_back(page, other_page):
    app, port = Under(first=app_of(STEP1), last=app_of(STEP2)), free_port()
    async with serve_app(app, port=port) as host:
        await open_page(page, f"http://{host}/ch05_browser/first/")
        await open_page(other_page, f"http://{host}/ch05_browser/last/")
    await expect(state_of(page)).to_have_text("closed")
    await expect(state_of(other_page)).to_have_text("reconnecting")
    async with serve_app(app, port=port):
        await expect(state_of(other_page)).to_have_text("open")
        await expect(state_of(page)).to_have_text("closed")


def closing_with(code: int, reason: str = "") -> Any:
    """The last step's app, but its socket accepts and ends at once with a code."""
    app = app_of(STEP2)
    closing = responder.API(sessions=False)

    @closing.route("/chat", websocket=True)
    async def chat(ws):
        await ws.accept()
        if code != 1006:
            await ws.close(code, reason)

    async def either(scope: Any, receive: Any, send: Any) -> None:
        await (closing if scope["type"] == "websocket" else app)(scope, receive, send)

    return either


NEVER = "window.asked = []; window.setTimeout = (run, ms) => asked.push(ms);"
KEPT = """
    window.asked = [];
    window.setTimeout = (run, ms) => { window.tryNow = run; return asked.push(ms); };
"""
CLEARED = "window.cleared = []; window.clearTimeout = (id) => { if (id) cleared.push(id); };"
AT_ONCE = """
    const later = window.setTimeout;
    window.asked = [];
    window.setTimeout = (run, ms) => later(run, asked.push(ms) < 12 ? 0 : 1e9);
"""


@pytest.mark.browser
async def test_the_close_code_tells_whether_to_come_back(page, other_page):
    # Responder always sends a code, so a mock of a server closes without one.
    await other_page.route_web_socket(re.compile("/chat$"), lambda ws: ws.close())
    for each in (page, other_page):
        await each.add_init_script(NEVER)
    for code, _, state in table("coming_back"):
        seen_by = other_page if code == "1005" else page
        async with serve_app(closing_with(int(code))) as host:
            await seen_by.goto(f"http://{host}/")
            await expect(state_of(seen_by)).to_have_text(state)
            assert await seen_by.evaluate("asked.length") == (state == "reconnecting"), code


@pytest.mark.browser
async def test_the_page_says_why_the_server_closed(page):
    async with serve_app(closing_with(4401, "log in first")) as host:
        await page.goto(f"http://{host}/")
        await expect(page.locator("header p")).to_have_text("closed: log in first")
        await expect(page.get_by_role("button", name="Join")).to_be_visible()


OBSERVE = """() => {
    const state = document.getElementById("state");
    window.changes = [];
    new MutationObserver(() => changes.push(state.textContent)).observe(state, { childList: true });
}"""


async def next_wait(page: Page, number: int) -> float:
    """Wait until the page has asked for so many timers; gives the last one's milliseconds."""
    await page.wait_for_function("number => asked.length === number", arg=number)
    wait: float = (await page.evaluate("asked"))[number - 1]
    return wait


def assert_backs_off(asked: list[float]) -> None:
    """Each wait is between half of its longest and the whole; the longest doubles up to 30 s."""
    for number, wait in enumerate(asked):
        longest = min(30_000, 500 * 2**number)
        assert longest / 2 <= wait <= longest, f"wait {number} of {asked}"
    parts = {round(wait / min(30_000, 500 * 2**n), 6) for n, wait in enumerate(asked)}
    assert len(parts) > len(asked) / 2, f"nothing is left to chance: {asked}"


@pytest.mark.browser
async def test_the_waits_grow_up_to_a_limit_and_leave_a_part_to_chance(page):
    await page.add_init_script(AT_ONCE)
    async with serve_app(app_of(STEP2)) as host:
        await open_page(page, f"http://{host}/")
        await page.evaluate(OBSERVE)
    await page.wait_for_function("asked.length === 12", timeout=20_000)
    await expect(page.locator("body")).to_have_attribute("data-state", "reconnecting")
    assert await page.evaluate("changes") == ["reconnecting"]  # read aloud once, and not 12 times
    asked = await page.evaluate("asked")
    assert_backs_off(asked)
    assert asked[-1] >= 15_000


@pytest.mark.browser
async def test_a_server_that_accepts_and_fails_is_not_stormed(page):
    await page.add_init_script(AT_ONCE)
    async with serve_app(closing_with(1011)) as host:
        await page.goto(f"http://{host}/")
        await page.wait_for_function("asked.length === 12", timeout=20_000)
    assert_backs_off(await page.evaluate("asked"))


@pytest.mark.browser
async def test_after_ten_seconds_open_the_waits_begin_anew(page):
    await page.add_init_script(
        KEPT + "const now = Date.now; window.skew = 0; Date.now = () => now() + skew;"
    )
    app, port = app_of(STEP2), free_port()
    async with serve_app(app, port=port) as host:
        await open_page(page, f"http://{host}/")
    assert 250 <= await next_wait(page, 1) <= 500
    await page.evaluate("tryNow()")
    assert 500 <= await next_wait(page, 2) <= 1000
    async with serve_app(app, port=port):
        await page.evaluate("tryNow()")
        await expect(state_of(page)).to_have_text("open")
        await page.evaluate("skew += 8000")  # too short to have proved itself
    assert 1000 <= await next_wait(page, 3) <= 2000
    async with serve_app(app, port=port):
        await page.evaluate("tryNow()")
        await expect(state_of(page)).to_have_text("open")
        await page.evaluate("skew += 11000")
    assert 250 <= await next_wait(page, 4) <= 500
    await page.evaluate("tryNow()")  # a failed attempt has proved nothing, however late it is
    assert 500 <= await next_wait(page, 5) <= 1000


@pytest.mark.browser
async def test_the_wait_after_so_many_failures(page):
    cases: list[list[float]] = [
        [0, 0, 250],
        [0, 1, 500],
        [1, 0, 500],
        [3, 0.5, 3000],
        [5, 1, 16_000],
        [6, 1, 30_000],
        [100, 0, 15_000],
        [5000, 1, 30_000],  # far beyond what a number holds
    ]
    async with serve_app(app_of(STEP2)) as host:
        await page.goto(f"http://{host}/")
        script = "async ([n, c]) => (await import('/static/connection.js')).pause(n, c)"
        for failures, chance, wait in cases:
            assert await page.evaluate(script, [failures, chance]) == wait, failures


@pytest.mark.browser
async def test_the_page_comes_back_at_once_when_the_network_does(page):
    await page.add_init_script(NEVER + CLEARED)
    app, port = app_of(STEP2), free_port()
    async with serve_app(app, port=port) as host:
        await open_page(page, f"http://{host}/")
    await expect(state_of(page)).to_have_text("reconnecting")
    sockets: list[Any] = []
    page.on("websocket", lambda ws: sockets.append(ws))
    async with serve_app(app, port=port):
        await page.evaluate("dispatchEvent(new Event('online'))")
        await expect(state_of(page)).to_have_text("open")
        assert await page.evaluate("cleared") == [1]  # the attempt that was to come is called off
        await page.evaluate("dispatchEvent(new Event('online'))")  # it is open: nothing to do
        await say(page, "once")
        await expect(lines_of(page).last).to_have_text("once")
        assert len(sockets) == 1


@pytest.mark.browser
async def test_leaving_says_1000_and_stays_away_until_asked_back(page):
    await page.add_init_script(NEVER)
    farewells: asyncio.Queue[Any] = asyncio.Queue()
    mocks: asyncio.Queue[Any] = asyncio.Queue()

    def serve_mock(ws: Any) -> None:
        ws.on_close(lambda code, reason: farewells.put_nowait((code, reason)))
        mocks.put_nowait(ws)

    await page.route_web_socket(re.compile("/chat$"), serve_mock)
    async with serve_app(app_of(STEP2)) as host, asyncio.timeout(10):
        await open_page(page, f"http://{host}/")
        await page.get_by_role("button", name="Leave").click()
        await expect(state_of(page)).to_have_text("closed")
        assert (await farewells.get())[0] == 1000
        await page.evaluate("dispatchEvent(new Event('online'))")  # nothing that it waits for
        await expect(state_of(page)).to_have_text("closed")
        assert mocks.qsize() == 1
        assert await page.evaluate("asked") == []
        await page.get_by_role("button", name="Join").click()
        await expect(state_of(page)).to_have_text("open")
        assert await lines_of(page).count() == 0  # who left on purpose is not told of a gap


@pytest.mark.browser
async def test_leaving_while_reconnecting_ends_the_attempts_and_joining_begins_anew(page):
    await page.add_init_script(KEPT + CLEARED)
    async with serve_app(app_of(STEP2)) as host:
        await open_page(page, f"http://{host}/")
    assert 250 <= await next_wait(page, 1) <= 500
    await page.evaluate("tryNow()")
    assert 500 <= await next_wait(page, 2) <= 1000
    await page.get_by_role("button", name="Leave").click()
    await expect(state_of(page)).to_have_text("closed")
    assert (await page.evaluate("cleared"))[-1] == 2
    await page.get_by_role("button", name="Join").click()
    assert 250 <= await next_wait(page, 3) <= 500


@pytest.mark.browser
async def test_leaving_before_the_connection_is_open(page):
    release = asyncio.Event()
    async with serve_app(slowly(app_of(STEP2), release)) as host:
        await page.goto(f"http://{host}/")
        await expect(state_of(page)).to_have_text("connecting")
        await page.evaluate(OBSERVE)
        await page.get_by_role("button", name="Leave").click()
        await page.get_by_role("button", name="Join").click()
        await expect(page.get_by_role("button", name="Leave")).to_be_visible()
        release.set()
        await expect(state_of(page)).to_have_text("open")
        assert await page.evaluate("changes") == ["closed", "connecting", "open"]


# For everyone


FIRST_TREE = """
- heading "Chat" [level=1]
- paragraph:
  - text: The connection is
  - status: open
  - text: .
- log "Messages"
- text: Message
- textbox "Message"
- button "Send"
"""
LAST_TREE = """
- main:
  - heading "Chat" [level=1]
  - paragraph:
    - status: open
  - button "Leave"
  - log "Messages": Nothing was said yet.
  - text: Message
  - textbox "Message"
  - button "Send"
  - alert
"""


@pytest.mark.browser
@pytest.mark.parametrize(("step", "tree"), [(STEP1, FIRST_TREE), (STEP2, LAST_TREE)])
async def test_each_thing_on_the_page_has_its_role_and_name(page, step, tree):
    async with serve_app(app_of(step)) as host:
        await open_page(page, f"http://{host}/")
        seen = await page.locator("body").aria_snapshot()
        assert seen.strip() == tree.strip()
        assert await page.locator("html").get_attribute("lang") == "en"
        assert await page.title() == "Chat"
        assert await page.evaluate("document.characterSet") == "UTF-8"
        live = await page.get_by_role("log").get_attribute("aria-live")
        assert live == ("polite" if step == STEP2 else None)
        assert await page.locator("link[rel=icon][href='data:,']").count() == 1  # no 404 for one


@pytest.mark.browser
async def test_the_keyboard_is_enough(page):
    async def tab_to(role: str, name: str) -> None:
        for _ in range(10):
            await page.keyboard.press("Tab")
            if await page.get_by_role(role, name=name).evaluate(
                "e => e === document.activeElement"
            ):
                outline = "getComputedStyle(document.activeElement).outlineStyle"
                assert await page.evaluate(outline) == "solid"
                return
        raise AssertionError(f"Tab does not reach {role} {name!r}")

    async with serve_app(app_of(STEP2)) as host:
        await open_page(page, f"http://{host}/")
        await tab_to("textbox", "Message")
        await page.keyboard.type("by Enter")
        await page.keyboard.press("Enter")
        await page.keyboard.type("by button")  # the field has kept the focus
        await tab_to("button", "Send")
        await page.keyboard.press("Space")
        await expect(lines_of(page)).to_have_text(["by Enter", "by button"])
        await expect(field_of(page)).to_be_focused()
        await tab_to("button", "Leave")
        await page.keyboard.press("Enter")
        await expect(state_of(page)).to_have_text("closed")
        await page.keyboard.press("Enter")
        await expect(state_of(page)).to_have_text("open")
        await tab_to("log", "Messages")


CONTRAST = """() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const light = (colour) => {
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => {
            const share = part / 255;
            return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const under = (element) => {
        const colour = getComputedStyle(element).backgroundColor;
        return colour === "rgba(0, 0, 0, 0)" ? under(element.parentElement) : colour;
    };
    return [...document.querySelectorAll("h1, p, span, label, input, button")].map((element) => {
        const [a, b] = [light(getComputedStyle(element).color), light(under(element))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        return [element.outerHTML.slice(0, 60), ratio];
    });
}"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1000])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_page_is_readable_light_and_dark_wide_and_narrow(browser, scheme, width):
    size = {"width": width, "height": 640}
    phone = width == 360
    context = await browser.new_context(color_scheme=scheme, viewport=size, is_mobile=phone)
    page = await context.new_page()
    async with serve_app(app_of(STEP2)) as host:
        await open_page(page, f"http://{host}/")
        await say(page, "w" * 300)
        await expect(lines_of(page)).to_have_count(1)
        seen = [await page.evaluate(CONTRAST)]
        await page.get_by_role("button", name="Leave").click()
        await say(page, "not sent")
        seen.append(await page.evaluate(CONTRAST))
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        assert await page.get_by_role("button", name="Send").is_visible()
        dark = await page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (dark == "rgb(27, 33, 42)") == (scheme == "dark")
    await context.close()
    for element, ratio in [pair for pairs in seen for pair in pairs]:
        assert ratio >= 4.5, f"{scheme}: {element} has a contrast of {ratio:.1f}"


@pytest.mark.browser
async def test_the_log_follows_the_talk_but_not_while_someone_reads_above(page):
    await page.set_viewport_size({"width": 360, "height": 500})
    log = page.get_by_role("log")
    below = "e => e.scrollHeight - e.scrollTop - e.clientHeight"
    async with serve_app(app_of(STEP2)) as host:
        await open_page(page, f"http://{host}/")
        chat = f"ws://{host}/chat"
        async with websockets_connect(chat, proxy=None, max_queue=None) as speaker:
            for number in range(505):
                await speaker.send(str(number))
            await expect(lines_of(page).last).to_have_text("504")
            assert await lines_of(page).count() == 500  # and it does not grow for ever
            await expect(lines_of(page).first).to_have_text("5")
            assert await log.evaluate(below) < 2
            await expect(lines_of(page).last).to_have_attribute("dir", "auto")
            await log.evaluate("e => { e.scrollTop -= 300; }")
            await speaker.send("unseen")
            await expect(lines_of(page).last).to_have_text("unseen")
            assert await log.evaluate(below) > 200


# The page of the exercise


@pytest.mark.browser
async def test_the_page_of_a_room_speaks_with_its_room_under_any_path(page, other_page):
    async with serve_app(Under(chat=app_of("ch05_browser/room_page/solution"))) as host:
        for somebody, name in ((page, "ann"), (other_page, "ben")):
            await open_page(somebody, f"http://{host}/ch05_browser/chat/rooms/a%26b")
            assert somebody.url.endswith("/chat/rooms/a%26b/")
            await expect(somebody.get_by_role("heading")).to_have_text("a&b")
            await somebody.get_by_role("textbox", name="Your name").fill(name)
            await somebody.get_by_role("button", name="Send").click()
            await expect(lines_of(somebody).first).to_contain_text("here: ann")
        await say(page, "<b>hi</b>")
        for somebody in (page, other_page):
            await expect(lines_of(somebody).last).to_have_text("ann: <b>hi</b>")
        await expect(lines_of(page)).to_have_text(["here: ann", "ben joined", "ann: <b>hi</b>"])


async def test_the_check_of_that_page_does_not_wait_for_ever_for_one_that_never_comes():
    program = conversation.load("ch05_browser/room_page/exercise")
    story: Any = importlib.import_module("tutorial_code.story")
    story.WITHIN = 0.1
    api = responder.API(sessions=False)
    api.add_route("/chat/{name}", program.chat, websocket=True)
    never = asyncio.Event()

    @api.route("/rooms/{name}")
    async def page(req, resp, *, name):
        await never.wait()

    async with in_process.serve(api) as server:
        found = await exercises.check("ch05_browser/room_page", server, program)
        never.set()
    assert found.expected == "It should have received a redirect"
    assert found.came.startswith("got no answer")


# What the browser's socket does

ASK = """
    const closing = (ws) => new Promise((resolve) => { ws.onclose = ({ code, wasClean, reason }) =>
        resolve(`close ${code} ${wasClean ? "clean" : "unclean"} ${reason}`.trim()); });
    const opening = (ws) => new Promise((resolve) => { ws.onopen = () => resolve(ws); });
    const receiving = (ws) => new Promise((resolve) => {
        ws.onmessage = (event) => resolve(event.data.constructor.name); });
    const attempt = async () => { %s };
    return attempt().catch((error) => error.name);
"""
OPEN = 'const ws = await opening(new WebSocket("/echo"));'
MEASURES = {
    'new WebSocket("/chat")': ('return new WebSocket("/chat").url.replace(location.host, "HOST");'),
    'new WebSocket("ws://chat.example/") on an https page': (
        'new WebSocket("ws://chat.example/"); return "no error";'
    ),
    'new WebSocket("ws://localhost/") on an https page': (
        'new WebSocket("ws://localhost/"); return "no error";'
    ),
    'send("hi") while connecting': 'new WebSocket("/echo").send("hi"); return "no error";',
    'send("hi") after the close': (
        f'{OPEN} const end = closing(ws); ws.close(); await end;ws.send("hi"); return "no error";'
    ),
    "close()": f"{OPEN} ws.close(); return closing(ws);",
    'close(1000, "done")': f'{OPEN} ws.close(1000, "done"); return closing(ws);',
    "close(1001)": f'{OPEN} ws.close(1001); return "no error";',
    "close(1000, reason) with 124 bytes": (
        f'{OPEN} ws.close(1000, "x".repeat(124)); return "no error";'
    ),
    "ws.ping": 'return typeof new WebSocket("/echo").ping;',
    "receives binary": 'return receiving(new WebSocket("/binary"));',
    'receives binary, after ws.binaryType = "arraybuffer"': (
        'const ws = new WebSocket("/binary"); ws.binaryType = "arraybuffer"; return receiving(ws);'
    ),
    "a handshake that the server refuses with 403": 'return closing(new WebSocket("/none"));',
    "a handshake with nobody at that port": (
        'return closing(new WebSocket("ws://127.0.0.1:NOBODY/"));'
    ),
}


def plain_app() -> Any:
    """An empty page, an echo, and a socket that sends two bytes."""
    api = responder.API(sessions=False)

    @api.route("/")
    def index(req, resp):
        resp.html = '<link rel="icon" href="data:,">'

    @api.route("/echo", websocket=True)
    async def echo(ws):
        await ws.accept()
        async for message in ws.iter_text():
            await ws.send_text(message)

    @api.route("/binary", websocket=True)
    async def binary(ws):
        await ws.accept()
        await ws.send_bytes(b"\x00\x01")
        async for _ in ws.iter_bytes():
            pass

    return api


def test_each_row_of_the_table_is_measured():
    assert [row[0] for row in table("browser_socket")] == list(MEASURES)


@pytest.mark.browser
async def test_what_the_browser_allows(page):
    await page.route("https://page.example/", lambda route: route.fulfill(body="hello"))
    async with serve_app(plain_app()) as host:
        for doing, answer, _ in table("browser_socket"):
            https = "https page" in doing
            await page.goto("https://page.example/" if https else f"http://{host}/")
            script = ASK % MEASURES[doing].replace("NOBODY", str(free_port()))
            assert await page.evaluate(f"async () => {{ {script} }}") == answer, doing


@pytest.mark.browser
async def test_a_page_may_close_with_1000_or_3000_to_4999(page):
    async with serve_app(plain_app()) as host:
        await page.goto(f"http://{host}/")
        for code in (0, 999, 1000, 1001, 1002, 1008, 1011, 2999, 3000, 4999, 5000):
            script = ASK % f'{OPEN} ws.close({code}); return "no error";'
            answer = "no error" if code == 1000 or 3000 <= code <= 4999 else "InvalidAccessError"
            assert await page.evaluate(f"async () => {{ {script} }}") == answer, code


@pytest.mark.browser
async def test_the_browser_answers_pings_by_itself(page):
    answered = asyncio.Event()

    async def ping(connection: ServerConnection) -> None:
        await (await connection.ping())
        answered.set()

    async with asyncio.timeout(5), serve(ping, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        await page.evaluate("port => { new WebSocket(`ws://127.0.0.1:${port}`); }", port)
        await answered.wait()


# The wrong pages are right but for their mistake


def changed(name: str) -> Iterator[str]:
    """The lines that differ between the first page and another, as a diff marks them."""
    first, other = (
        (CODE / f"pages/{page}.html").read_text(encoding="utf-8").splitlines()
        for page in ("first", name)
    )
    for line in [*difflib.unified_diff(first, other, n=0, lineterm="")][2:]:
        if line[0] in "-+":
            yield re.sub(r"^(.)\s+", r"\1 ", line)


@pytest.mark.parametrize(
    ("name", "difference"),
    [
        (
            "wrong_host",
            [
                '- const address = new URL("chat", document.baseURI);',
                '- address.protocol = address.protocol.replace("http", "ws");',
                "- const ws = new WebSocket(address);",
                '+ const ws = new WebSocket("ws://localhost:5042/chat");',
            ],
        ),
        ("wrong_markup", ["- line.textContent = event.data;", "+ line.innerHTML = event.data;"]),
        ("wrong_send", ["- if (ws.readyState !== WebSocket.OPEN) return;"]),
    ],
)
def test_a_wrong_page_has_one_mistake(name, difference):
    assert list(changed(name)) == difference


async def test_the_exercise_leads_to_the_page_by_a_relative_address():
    """Responder would add the slash as well, to the whole path that was asked for."""
    step = conversation.load("ch05_browser/room_page/solution")
    async with in_process.serve(step.api) as server:
        reader, writer = await server.open_connection()
        writer.write(b"GET /rooms/blue HTTP/1.1\r\nHost: here\r\n\r\n")
        assert b"\r\nlocation: ./blue/\r\n" in await reader.readuntil(b"\r\n\r\n")
        writer.close()
