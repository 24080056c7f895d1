"""Each row of the chapters' tables of endings and handlers, in the page and in Chromium's class.

Where the table allows two endings, chance decides on a real socket, and either may come.
"""

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.browser.pages import open_page
from tests.processes import ROOT, ServerProcess, serve_command, serve_step
from tests.test_ch07_lifecycle import ENDINGS, HANDLERS, HERE, name, what_happens

pytestmark = [
    pytest.mark.browser,
    pytest.mark.real,
]

NOT_FOR_A_PAGE = {
    "resets TCP": "no page can reset its connection",
    "answers no ping": "Chromium answers pings whatever its page does",
}
"""What a client of the table does that Chromium's class can't; the page's client can."""

NOT_IN_THE_PAGE = {"wrong_busy /work": "a page has no threads, so this program does not work there"}
"""Programs that need more than a page has."""

SOCKET = """([which, url]) => new Promise((known) => {
    const Socket = which === "page" ? runtime.socketClass("A") : WebSocket;
    const ws = window.ws = new Socket(url);
    let opened = false;
    window.ended = new Promise((over) => {
        ws.onclose = ({ code, reason, wasClean }) => {
            const clean = wasClean ? "clean" : "unclean";
            over([code, reason, clean, opened ? "" : "never open"].filter(Boolean).join(", "));
            known();
        };
    });
    ws.onopen = () => { opened = true; known(); };
})"""
STOP = """() =>
    runtime.run("ch02_echo/step1_echo", "import responder\\napi = responder.API(sessions=False)")
"""
ANSWER = """async (data) => {
    const answer = new Promise((known) => { ws.onmessage = known; });
    ws.send(data);
    return (await answer).data;
}"""
PUBLISH = """([which, url]) => new Promise((over) => {
    const Socket = which === "page" ? runtime.socketClass("B") : WebSocket;
    const ws = new Socket(url);
    ws.onopen = () => { ws.send("something to send"); ws.close(); };
    ws.onclose = over;
})"""


@pytest.fixture(scope="module")
async def server_page(browser: Any) -> AsyncIterator[Any]:
    context = await browser.new_context()
    page = await context.new_page()
    async with serve_command(sys.executable, "-m", "tests.browser.commands") as server:
        await open_page(page, server.url)
        yield page
    await context.close()


class World:
    """One class with its server: ``which`` is "page" or "chromium"."""

    def __init__(self, which: str, page: Any, server: ServerProcess) -> None:
        self.which = which
        self.page = page
        self.server = server

    def url(self, path: str) -> list[str]:
        return [self.which, f"ws://127.0.0.1:{self.server.port}{path}"]

    async def connect(self, path: str) -> None:
        await self.page.evaluate(SOCKET, self.url(path))

    async def stop(self) -> None:
        if self.which == "page":
            await self.page.evaluate(STOP)
        else:
            self.server.process.send_signal(signal.SIGTERM)

    async def says(self, text: str) -> None:
        """Wait until the server has said it, in a print or in its log."""
        if self.which == "page":
            await self.page.wait_for_function("(text) => window.said.includes(text)", arg=text)

    async def ended(self) -> str:
        async with asyncio.timeout(20):
            ending: str = await self.page.evaluate("window.ended")
        return ending


@contextlib.asynccontextmanager
async def both(page: Any, programs: Any, row: dict[str, str]) -> AsyncIterator[Any]:
    """A function that gives the world of each class, with the row's program running, and a path."""
    step, path = row["Program"].split()
    step = f"{HERE}/{step}"
    async with contextlib.AsyncExitStack() as stack:
        if "told to stop" in " ".join(row.values()):  # this ends the process
            server = await stack.enter_async_context(serve_step(step))
        else:
            server = await programs(step)
        source = (ROOT / "tutorial_code" / f"{step}.py").read_text(encoding="utf-8")
        ran = await page.evaluate(
            "([step, source]) => { window.said = ''; return runtime.run(step, source); }",
            [step, source],
        )
        assert ran == {"ok": True}
        yield [World(which, page, server) for which in ("page", "chromium")], path


@pytest.mark.parametrize("row", ENDINGS, ids=name)
async def test_each_ending_is_the_same(server_page: Any, programs: Any, row: dict[str, str]):
    says, stop = what_happens(row)
    async with both(server_page, programs, row) as (worlds, path):
        for world in worlds:
            if world.which == "page" and row["Program"] in NOT_IN_THE_PAGE:
                continue
            await world.connect(path)
            for text in says:
                await server_page.evaluate("(text) => ws.send(text)", text)
            if stop:
                await world.stop()
            assert await world.ended() in row["Chromium sees"].split(" or "), world.which


@pytest.mark.parametrize("row", HANDLERS, ids=name)
async def test_each_handler_and_its_client_get_the_same(
    server_page: Any, programs: Any, row: dict[str, str]
):
    sees = {}
    async with both(server_page, programs, row) as (worlds, path):
        for world in worlds:
            if world.which == "chromium" and row["The client"] in NOT_FOR_A_PAGE:
                continue
            await world.connect(path)
            sees[world.which] = await act(world, row)
            if row["It gets"] == "nothing at all":  # until there is something to send
                await server_page.evaluate(PUBLISH, world.url("/publish"))
            if not row["It gets"].startswith("nothing") and "stays open" not in sees["page"]:
                await world.says(row["It gets"])
    if "chromium" in sees and "told to stop" not in row["The handler does"]:
        assert sees["page"] == sees["chromium"]
    expected = row["The client sees"].replace("HTTP 403", "1006").partition(", no close")[0]
    assert sees["page"].replace("x" * 123, "x 123 times").startswith(expected)


async def act(world: World, row: dict[str, str]) -> str:
    """Do what the row's client does; what it sees of it."""
    page = world.page
    match row["The client"].split(maxsplit=2):
        case ["sends", kind, data] if row["The client sees"] == "stays open":
            assert kind == "text"
            assert await page.evaluate(ANSWER, data) == row["It gets"]
            state = await page.evaluate("ws.readyState")
            await page.evaluate("ws.close()")
            return f"stays open {state}"
        case ["sends", kind, data]:
            shaped = "new TextEncoder().encode(data)" if kind == "binary" else "data"
            await page.evaluate(f"(data) => ws.send({shaped})", data)
        case ["leaves", *how]:
            given = {(): 1000, ("without", "a code"): None}.get(tuple(how), how[-1] if how else 0)
            await page.evaluate("(code) => code ? ws.close(Number(code)) : ws.close()", given)
            if row["The handler does"].startswith("send"):
                await world.ended()
                await page.evaluate(PUBLISH, world.url("/publish"))
        case ["resets", "TCP"]:
            await page.evaluate("runtime.drop('A')")
        case ["answers", "no", "ping"]:
            await page.evaluate("runtime.freeze('A', true)")
            await world.says(row["It gets"])
            await page.evaluate("runtime.freeze('A', false)")
        case ["waits"] if "told to stop" in row["The handler does"]:
            await world.stop()
        case ["waits"]:
            pass
        case other:
            raise AssertionError(f"no such act: {other}")
    return await world.ended()
