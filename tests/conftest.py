"""Fixtures that every test may use: servers on each runtime, and Chromium."""

import contextlib
import itertools
import os
import shutil
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.async_api import Browser, Page, async_playwright

from tests import hurry, in_page, instead, measured, runtimes
from tests.processes import ROOT, ServerProcess, serve_step
from tests.runtimes import RUNTIMES, Serve

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
    parser.addoption("--instead", choices=instead.APPS, help="serve this in place of each step")
    parser.addoption("--full", action="store_true", help="full figures, as `make proof` runs them")
    parser.addoption("--built", action="store_true", help="`make docs` has just built the site")


def pytest_configure(config: pytest.Config) -> None:
    os.environ.setdefault(RUN, str(os.getpid()))  # every program that the tests start inherits it
    measured.see_all()
    if name := config.getoption("--instead"):
        instead.name, instead.patience = name, 1.5 if config.getoption("--full") else 60


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the runtimes from which a test differs, for a reason that has a name.

    Without ``--full``, leave out what is long. With ``--instead``, leave out all but the one in
    process, or, with ``--full``, all but the tests that need a real socket.
    """
    items[:] = [item for item in items if not differs(item)]
    if not config.getoption("--full"):
        items[:] = [item for item in items if not is_long(item)]
    mix(items)
    if config.getoption("--instead") and config.getoption("--full"):
        items[:] = [item for item in items if "serve_real" in getattr(item, "fixturenames", [])]
    elif config.getoption("--instead"):
        items[:] = [item for item in items if runtime_of(item) == "in_process"]


def differs(item: pytest.Item) -> bool:
    """Whether an item would run on a runtime that its mark ``differs`` names."""
    mark = item.get_closest_marker("differs")
    return bool(mark and runtime_of(item) in mark.args[1:])


def is_long(item: pytest.Item) -> bool:
    """Whether an item is for ``make proof`` alone: its mark says so, or a long test in the page."""
    proof = item.get_closest_marker("proof")
    in_page = proof and runtime_of(item) == "in_page" and "in_page" not in proof.args
    return bool(item.get_closest_marker("long") or in_page)


def runtime_of(item: pytest.Item) -> str:
    """The runtime of ``serve`` in a test; "" without."""
    callspec = getattr(item, "callspec", None)
    return str(callspec.params.get("serve", "")) if callspec else ""


def mix(items: list[pytest.Item]) -> None:
    """Mix files that keep the cores busy, with Chromium or Sphinx, with those that mostly wait.

    Of the latter, those that wait for the most servers come first, so that none is left alone at
    the end; the pages' examples are short, and fill it.
    """
    files = list(dict.fromkeys(item.path for item in items))
    busy = [file for file in files if file.parent.name in {"browser", "live"}]
    rest = [file for file in files if file not in busy]
    waits = Counter(item.path for item in items if waits_for_a_server(item))
    rest.sort(key=lambda file: (file.suffix == ".rst", -waits[file]))
    mixed = [file for pair in itertools.zip_longest(busy, rest) for file in pair if file]
    items.sort(key=lambda item: mixed.index(item.path))


def waits_for_a_server(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(name) for name in ("real", "browser"))


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
def anyio_backend(pytestconfig: pytest.Config) -> tuple[str, dict[str, Any]]:
    hurried = pytestconfig.getoption("--instead") and not pytestconfig.getoption("--full")
    return "asyncio", {"loop_factory": hurry.HurriedLoop} if hurried else {}


@pytest.fixture
def full(request: pytest.FixtureRequest) -> bool:
    """True when the full figures are wanted: ``rounds = 60 if full else 5``."""
    return bool(request.config.getoption("--full"))


@pytest.fixture(scope="session")
def built(pytestconfig: pytest.Config) -> Path | None:
    """Where `make docs` has just built the whole site; without ``--built`` a test builds it."""
    return ROOT / "build" if pytestconfig.getoption("--built") else None


@pytest.fixture(scope="session")
async def machine(browser: Browser) -> AsyncIterator[in_page.Machine]:
    """A page with a server in its worker, for all tests of this process."""
    async with in_page.boot(browser) as machine:
        yield machine


@pytest.fixture(params=RUNTIMES)
def serve(request: pytest.FixtureRequest) -> Serve:
    """Serve a step on each runtime: ``async with serve("ch02_echo/step1_echo") as server``."""
    if request.param == "in_page":
        return runtimes.serve_in_page(request.getfixturevalue("machine"))
    if request.param == "real_socket":
        serve: Serve = request.getfixturevalue("serve_real")
        return serve
    return runtimes.serve_in_process


@pytest.fixture
def serve_real() -> Serve:
    """Serve a step on a real socket only, where another runtime would hide the truth."""
    return runtimes.serve_on_socket


@pytest.fixture(scope="module")
async def programs() -> AsyncIterator[Any]:
    """Servers that several tests of a file share: ``server = await programs(step)``."""
    async with contextlib.AsyncExitStack() as stack:
        running: dict[str, ServerProcess] = {}

        async def program(step: str) -> ServerProcess:
            if step not in running:
                running[step] = await stack.enter_async_context(serve_step(step))
            return running[step]

        yield program


def chromium_path() -> str:
    """Chromium; the one that has no windows starts a page with a fifth of the work."""
    found = filter(None, map(shutil.which, ("chromium-headless-shell", "chromium")))
    path = next(found, None)
    assert path, "Chromium is missing: run `make test`, which installs it"
    return path


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Headless Chromium."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=chromium_path(), args=QUIET)
        yield chromium
        await chromium.close()


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page of its own; an error on its console fails the test that does not expect it."""
    context = await browser.new_context()
    page = await context.new_page()
    yield page
    await context.close()
