"""The server behind ``make live``: every step at its own path, for the tutorial's pages alone."""

import asyncio
import contextlib
import inspect
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from live import conversation
from live.__main__ import SERVER
from live.wire import Record
from tests.processes import ServerProcess, serve_command
from tests.test_conversations import CHANCE

pytestmark = pytest.mark.real
ECHO = "/ch02_echo/step1_echo"


@pytest.fixture(scope="module")
async def live() -> AsyncIterator[ServerProcess]:
    env = {"DOCS_PORT": "8000", "LIVE_PORT": "5043", "SITE_URL": "https://tutorial.example/"}
    async with serve_command(sys.executable, *SERVER, "--port", "0", env=env) as server:
        yield server


async def fetch(url: str) -> tuple[int, str, str]:
    """The status, final address and text of a page."""

    def blocking() -> tuple[int, str, str]:
        try:
            with urllib.request.urlopen(url) as response:
                return response.status, response.url, response.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.url, error.read().decode()

    return await asyncio.to_thread(blocking)


def can_be_held_under_a_path(step: str) -> bool:
    """Not raw bytes, which name their path, no foreign Origin, which is refused, and no chance."""
    talk = inspect.getsource(conversation.load_talk(step))
    return "open_connection" not in talk and "origin=" not in talk and step not in CHANCE


@pytest.mark.parametrize(
    "step", [step for step in conversation.steps() if can_be_held_under_a_path(step)]
)
async def test_each_step_holds_its_conversation_at_its_path(live, step):
    """The same record as in process, but for the prefix of the path."""
    expected = await conversation.hold_in_process(step)
    talk = conversation.load_talk(step)

    class Under:
        open_connection = None  # raw bytes are for a server of their own

        @staticmethod
        def connect(path, **options):
            return live.connect(f"/{step}{path}", **options)

    record = Record()
    await conversation.hold(talk, Under, record)
    assert record.as_text().replace(f"GET /{step}/", "GET /") == expected.as_text()


@pytest.mark.parametrize(
    "origin",
    [
        *(None, "http://127.0.0.1:5043", "http://localhost:5043", "http://127.0.0.1:8000"),
        *("http://localhost:8000", "https://tutorial.example"),
    ],
)
async def test_the_tutorials_own_pages_may_connect(live, origin):
    async with live.connect(f"{ECHO}/ws", origin=origin) as ws:
        await ws.send("hi")
        assert await ws.recv() == "Echo: hi"


@pytest.mark.parametrize(
    "origin",
    [
        *("null", "https://evil.example", "https://127.0.0.1:5043", "http://127.0.0.1:5044"),
        *("http://127.0.0.1", "http://127.0.0.1:5043.evil.example", "https://tutorial.example.org"),
    ],
)
async def test_every_other_page_is_refused(live, origin):
    with pytest.raises(InvalidStatus, match="403"):
        await live.connect(f"{ECHO}/ws", origin=origin)


@pytest.mark.parametrize("path", ["/", "/ws", "/ch02_echo/ws", "/ch02_echo/step9/ws", ECHO])
async def test_a_path_that_names_no_step_is_refused(live, path):
    with pytest.raises(InvalidStatus, match="403"):
        await live.connect(path)


async def test_the_index_names_every_step(live):
    status, _, text = await fetch(live.url)
    assert status == 200
    assert [step for step in conversation.servers() if f"href='/{step}/'" not in text] == []


async def test_an_unknown_page_shows_the_index_with_404(live):
    status, _, text = await fetch(f"{live.url}/nowhere")
    assert (status, "The steps" in text) == (404, True)


async def test_a_step_without_its_slash_leads_to_it(live):
    _, url, _ = await fetch(f"{live.url}{ECHO}")
    assert url == f"{live.url}{ECHO}/"


async def test_a_step_keeps_its_own_limit(live):
    """Two steps on one server: each has the ``ws_max_size`` of its SETTINGS."""
    limited = [
        step
        for step in conversation.steps()
        if conversation.settings(conversation.load(step)).get("ws_max_size", 1 << 30) < 1 << 20
    ]
    assert limited, "no step sets a limit"
    async with live.connect(f"{ECHO}/ws") as ws:
        await ws.send("x" * 200_000)
        assert len(await ws.recv()) == 200_006
    path = (await conversation.hold_in_process(limited[0])).events[0].data
    async with live.connect(f"/{limited[0]}{path}") as ws:
        with contextlib.suppress(ConnectionClosed):
            await ws.send("x" * 2_000_000)
        await ws.wait_closed()
        assert ws.close_code == 1009
