"""Fixtures that every test may use: servers on each runtime, and Chromium."""

import contextlib
import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import psutil
import pytest
from playwright.async_api import Browser, Page, async_playwright

from live import conversation, in_process
from live.wire import Record
from tests.processes import serve_step

RUN = "TUTORIAL_TEST_RUN"
QUIET = [  # a browser that looks nothing up by itself
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="full figures, as `make proof` runs them")


def pytest_configure(config: pytest.Config) -> None:
    os.environ.setdefault(RUN, str(os.getpid()))  # every program that the tests start inherits it


def pytest_sessionfinish(session: pytest.Session) -> None:
    """After the last worker has ended, nothing that the tests started may be left running."""
    if os.environ.get("PYTEST_XDIST_WORKER"):
        return
    for process in psutil.process_iter(["pid", "environ", "cmdline"]):
        environ = process.info["environ"] or {}
        if environ.get(RUN) == os.environ[RUN] and process.pid != os.getpid():
            print(f"\nleft running: {process.pid} {process.info['cmdline']}")
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def full(request: pytest.FixtureRequest) -> bool:
    """True when the full figures are wanted: ``rounds = 60 if full else 5``."""
    return bool(request.config.getoption("--full"))


Serve = Callable[..., AbstractAsyncContextManager[Any]]


@contextlib.asynccontextmanager
async def _watched(server: Any) -> AsyncIterator[Any]:
    """Give the server's clients patience and a record, which a failure shows."""
    record = Record()
    server.connect = conversation.recorded(server.connect, record)
    server.record = record
    try:
        yield server
    except BaseException as error:
        error.add_note(f"What crossed the wire:\n{record.as_text()}")
        raise


@contextlib.asynccontextmanager
async def _serve_in_process(step: str) -> AsyncIterator[Any]:
    module = conversation.load(step)
    async with (
        in_process.serve(module.api, **conversation.settings(module)) as server,
        _watched(server),
    ):
        yield server


@contextlib.asynccontextmanager
async def _serve_on_socket(step: str) -> AsyncIterator[Any]:
    async with serve_step(step) as server, _watched(server):
        yield server


@pytest.fixture(
    params=["in_process", pytest.param("real_socket", marks=pytest.mark.real)],
)
def serve(request: pytest.FixtureRequest) -> Serve:
    """Serve a step on each runtime: ``async with serve("ch02_echo/step1_echo") as server``."""
    return {"in_process": _serve_in_process, "real_socket": _serve_on_socket}[request.param]


@pytest.fixture
def serve_real() -> Serve:
    """Serve a step on a real socket only, where another runtime would hide the truth."""
    return _serve_on_socket


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Headless Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "Chromium is missing: run `make test`, which installs it"
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=path, args=QUIET)
        yield chromium
        await chromium.close()


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page of its own; an error on its console fails the test that does not expect it."""
    context = await browser.new_context()
    page = await context.new_page()
    yield page
    await context.close()
