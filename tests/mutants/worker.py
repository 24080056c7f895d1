"""A worker, in a copy of the repository: it changes a file, and runs tests in a forked process.

What all tests need is imported once, before the forks; for a file of the tutorial, which each test
loads anew, the tests are collected once as well. So a change costs what its tests cost.

It reads a file's changes from stdin, a line of JSON each file, and writes a line for each change:
``{"id": ..., "outcome": ..., "by": ...}`` with the test that noticed it.
"""

import contextlib
import gc
import json
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest
from _pytest.main import pytest_runtestloop

FAILED = Path("build", "mutants", "failed")
"""Where a forked process says which tests failed, a line each."""
FIT = FAILED.with_name("fit")
"""Tests that are known to pass here without a change, a line each."""
OPTIONS = [
    "-q",
    "--tb=no",
    "-p",
    "no:cacheprovider",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
]
MEMORY = 3 << 30
"""Bytes that a change may take that makes a loop endless."""


def warm_up() -> None:
    """Import what is no part of the project."""
    import anyio.pytest_plugin  # noqa: F401
    import coverage  # noqa: F401
    import hypothesis.stateful  # noqa: F401
    import packaging.requirements  # noqa: F401
    import playwright.async_api  # noqa: F401
    import responder  # noqa: F401
    import rich.console  # noqa: F401
    import sphinx.application  # noqa: F401
    import starlette.testclient  # noqa: F401
    import uvicorn.protocols.websockets.websockets_sansio_impl  # noqa: F401
    import websockets.asyncio.client  # noqa: F401

    with tempfile.TemporaryDirectory() as empty:
        pytest.main(["-q", "-c", os.devnull, "--rootdir", empty, empty])  # and pytest's plugins
    gc.freeze()  # or each fork would look through all of it, and copy it for that


def chosen(items: list[pytest.Item], tests: list[str]) -> list[pytest.Item]:
    """The items of these tests, in their order."""
    place = {test: number for number, test in enumerate(tests)}
    found = [item for item in items if item.nodeid in place]
    return sorted(found, key=lambda item: place[item.nodeid])


class Tell:
    """A plugin that notes which tests failed, and runs no others than those that it is given."""

    def __init__(self, tests: list[str] | None = None) -> None:
        self.tests = tests

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if self.tests is not None:
            items[:] = chosen(items, self.tests)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            with FAILED.open("a", encoding="utf-8") as file:
                file.write(f"{report.nodeid}\n")


class Collected(Tell):
    """A plugin that runs tests for one change after another, instead of all tests once."""

    def __init__(self, file: str, attempts: Callable[[Callable[..., int]], None]) -> None:
        super().__init__()
        self.module = file.removesuffix(".py").replace("/", ".")
        self.attempts = attempts
        self.done = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if self.module not in sys.modules:  # else the tests themselves import it, and would keep it
            items = session.items[:]

            def run(tests: list[str], *options: str) -> int:
                session.items[:] = chosen(items, tests)
                session.config.option.maxfail = 1 if "-x" in options else 0
                with contextlib.suppress(session.Failed, session.Interrupted):
                    pytest_runtestloop(session)
                return bool(session.testsfailed)

            gc.freeze()
            self.attempts(run)
            self.done = True
        return True


def lines(file: Path) -> list[str]:
    """The lines of a file that may not be there."""
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def files_of(tests: list[str]) -> list[str]:
    """The files that hold these tests."""
    return list(dict.fromkeys(test.partition("::")[0] for test in tests))


def anew(tests: list[str], *options: str) -> int:
    """Run tests, with all that the project is imported anew; mostly the first file is enough."""
    for file in files_of(tests):
        status = int(pytest.main([*OPTIONS, *options, file], plugins=[Tell(tests)]))
        if status not in (0, 5):
            return status
    return 0


def forked(call: Callable[[], int], limit: float) -> int | None:
    """The exit status of a call in a process of its own; None if it has not ended in time."""
    pid = os.fork()
    if not pid:
        status = 3
        with contextlib.suppress(BaseException):
            resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
            status = call()
        os._exit(status)
    end = time.monotonic() + limit
    while time.monotonic() < end:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.004)
    for process in [*psutil.Process(pid).children(recursive=True), psutil.Process(pid)]:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    os.waitpid(pid, 0)
    return None


@contextlib.contextmanager
def written(file: Path, source: str) -> Iterator[None]:
    """Change a file for a while. Its old date shows that what was compiled is of the old one."""
    before, date = file.read_text(encoding="utf-8"), file.stat()
    file.write_text(source, encoding="utf-8")
    sys.dont_write_bytecode = True
    try:
        yield
    finally:
        sys.dont_write_bytecode = False
        file.write_text(before, encoding="utf-8")
        os.utime(file, ns=(date.st_atime_ns, date.st_mtime_ns))


def passes(run: Callable[..., int], test: str, limit: float) -> bool:
    """Whether a test that noticed a change passes without one; each is asked once."""
    if test not in lines(FIT):
        FAILED.unlink(missing_ok=True)
        if forked(partial(run, [test]), limit) != 0:
            return False
        with FIT.open("a", encoding="utf-8") as file:
            file.write(f"{test}\n")
    return True


def work(job: dict[str, Any], say: Callable[[dict[str, Any]], None]) -> None:
    """Try all changes of one file."""
    file = Path(job["file"])
    told = Counter[str]()  # what a test noticed it may notice again, so it comes first
    unfit: set[str] = set()

    def attempt(run: Callable[..., int], change: dict[str, Any]) -> tuple[str, str]:
        """What became of a change, and the test that noticed it."""
        tests = [test for test in change["tests"] if test not in unfit]
        tests.sort(key=lambda test: -told[test])
        FAILED.unlink(missing_ok=True)
        with written(file, change["source"]):
            status = forked(partial(run, tests, "-x"), change["limit"]) if tests else 0
        by = next(iter(lines(FAILED)), "")
        if status and not passes(run, by or tests[0], change["limit"]):
            unfit.add(by or tests[0])
            say({"file": job["file"], "unfit": by or tests[0]})
            return attempt(run, change)
        told[by] += 1
        return "late" if status is None else "survived" if status in (0, 5) else "killed", by

    def attempts(run: Callable[..., int]) -> None:
        for change in job["changes"]:
            began = time.monotonic()
            outcome, by = attempt(run, change)
            took = round(time.monotonic() - began, 2)
            say({"id": change["id"], "outcome": outcome, "by": by, "seconds": took})
        say({"file": job["file"], "done": True})

    if file.parts[0] == "tutorial_code":
        collected = Collected(job["file"], attempts)
        status = os.fork()
        if not status:
            with contextlib.suppress(BaseException):
                pytest.main([*OPTIONS, *files_of(job["tests"])], plugins=[collected])
            os._exit(0 if collected.done else 9)
        if os.waitstatus_to_exitcode(os.waitpid(status, 0)[1]) == 0:
            return
    attempts(anew)


def main() -> None:
    """Work until stdin ends."""
    jobs, out = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # what tests read and print is none of these
    os.dup2(2, 1)
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    os.environ["PYTEST_XDIST_WORKER"] = "mutants"  # it need not look for what is left running
    FAILED.parent.mkdir(parents=True, exist_ok=True)
    warm_up()
    for line in jobs:
        work(json.loads(line), lambda message: print(json.dumps(message), file=out))


if __name__ == "__main__":
    main()
