"""Which tests run which lines, and how long they take: a plugin of pytest, and what it found.

``pytest -p tests.mutants.reach`` writes ``build/mutants/reach.coverage``, with a context for each
test, and ``build/mutants/seconds.json``.
"""

import ast
import hashlib
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path, PurePosixPath

import coverage
import pytest

ROOT = Path(__file__).parent.parent.parent
HERE = ROOT / "build" / "mutants"
DATA = HERE / "reach.coverage"
SECONDS = HERE / "seconds.json"
PROGRAMS = HERE / "programs.ini"
TEST = "MUTANTS_TEST"
CHOSEN = "not browser and not proof"


class Watch:
    """The plugin, in each process of pytest: it tells coverage which test runs."""

    def __init__(self, config: pytest.Config) -> None:
        HERE.mkdir(parents=True, exist_ok=True)
        rooms = [str(ROOT / room) for room in ("live", "tutorial_code")]
        self.worker: str = getattr(config, "workerinput", {}).get("workerid", "")
        runs_tests = self.worker or not config.getoption("numprocesses", 0)
        self.coverage = coverage.Coverage(
            f"{DATA}.tests{self.worker}", config_file=False, source=rooms
        )
        if runs_tests:
            self.coverage.start()
        if not self.worker:
            settings = ["parallel=true", "sigterm=true", f"context=${{{TEST}}}"]
            settings += [f"data_file={DATA}", f"source={','.join(rooms)}"]
            PROGRAMS.write_text("\n".join(["[run]", *settings, ""]), encoding="utf-8")
        self.seconds: dict[str, float] = defaultdict(float)
        self.failed: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.coverage.switch_context(item.nodeid)
        # Programs that a test starts are watched, too.
        os.environ |= {TEST: item.nodeid, "COVERAGE_PROCESS_START": str(PROGRAMS)}
        try:
            return (yield)
        finally:
            self.coverage.switch_context("")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] += report.duration
        if report.failed:
            self.failed.add(report.nodeid)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        if coverage.Coverage.current() is self.coverage:
            self.coverage.stop()
            self.coverage.save()
        if not self.worker:
            whole = coverage.Coverage(str(DATA), config_file=False)
            whole.combine([str(file) for file in HERE.glob(f"{DATA.name}.*")])
            whole.save()
            passed = {t: took for t, took in self.seconds.items() if t not in self.failed}
            SECONDS.write_text(json.dumps(passed), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Watch(config))


def stamp() -> str:
    """What the tests and what they test look like now."""
    digest = hashlib.sha256()
    for room in ("docs", "live", "tests", "tutorial_code"):
        for file in sorted((ROOT / room).rglob("*.[pr][ys]*")):
            if "node_modules" not in file.parts:
                digest.update(file.read_bytes())
    return digest.hexdigest()


def refresh(workers: int) -> None:
    """Look again which tests reach which lines, if anything has changed."""
    file = HERE / "stamp"
    now = stamp()
    if file.exists() and file.read_text("utf-8") == now:
        return
    print("Which tests reach which lines? This takes a few minutes.", flush=True)
    for old in HERE.glob(f"{DATA.name}*"):
        old.unlink()
    command = [
        "-m",
        "pytest",
        "-q",
        "--tb=line",
        "-p",
        "tests.mutants.reach",
        "-p",
        "no:cacheprovider",
    ]
    chosen = ["-n", str(workers), "--dist", "worksteal", "-m", CHOSEN]
    if subprocess.run([sys.executable, *command, *chosen], cwd=ROOT).returncode:
        print("What fails without any change is left out: mend it.")
    file.write_text(now, "utf-8")


class Reach:
    """What the plugin found: the tests that reach a place, those that take least time first."""

    def __init__(self) -> None:
        self.data = coverage.CoverageData(str(DATA))
        self.data.read()
        self.seconds: dict[str, float] = json.loads(SECONDS.read_text(encoding="utf-8"))

    def tests(self, file: str, line: int, most: float) -> list[str]:
        """Those that reach a line or at least its function, for so many seconds of them.

        First come those named for the file, and then those that reach the line. The function
        counts because Python 3.11 loses sight of the lines that follow an error in a coroutine.
        What is run when a module is imported concerns all tests that reach its file or are named
        for its folder, and a decorator those that reach the file, after those of its function.
        """
        lines = self.lines(file)
        called = self.is_called(file, line)
        spans = self.around(file, line) if called else (lines, lines)
        near, around = ({test for each in span for test in lines.get(each, ())} for span in spans)
        if not called:
            near |= {test for test in self.seconds if distance(file, test) < 2}
        # A program that gets an environment of its own is not watched.
        near |= {test for test in self.seconds if f"/test_{Path(file).stem}.py::" in test}
        found = near | around
        taken: list[str] = []
        spent = 0.0
        for test in sorted(
            found & self.seconds.keys(),
            key=lambda test: (test not in near, distance(file, test), self.seconds[test], test),
        ):
            spent += self.seconds[test]
            if taken and spent > most:
                break
            taken.append(test)
        return taken

    @cache  # noqa: B019  # there is one
    def lines(self, file: str) -> dict[int, list[str]]:
        """The tests that reach each line."""
        return self.data.contexts_by_lineno(str(ROOT / file))

    def is_called(self, file: str, line: int) -> bool:
        """Whether a line belongs to a function; all others are run by an import."""
        return any(
            min(each.lineno for each in [node, *node.decorator_list])
            <= line
            <= (node.end_lineno or line)
            for node in ast.walk(self.tree(file))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        )

    @cache  # noqa: B019  # there is one
    def tree(self, file: str) -> ast.Module:
        """The program."""
        return ast.parse((ROOT / file).read_text(encoding="utf-8"))

    @cache  # noqa: B019  # there is one
    def spans(self, file: str) -> list[tuple[int, int, range]]:
        """Each statement's first and last line, a compound one's of its head, and what it runs.

        What a function's head says, decorators included, concerns those who run its body.
        """
        found = []
        for node in ast.walk(self.tree(file)):
            if isinstance(node, ast.stmt | ast.ExceptHandler):
                body: list[ast.stmt] = getattr(node, "body", [])
                above: list[ast.expr] = getattr(node, "decorator_list", [])
                first = min([node.lineno, *(each.lineno for each in above)])
                end = node.end_lineno or first
                last = max(first, body[0].lineno - 1) if body else end
                own = range(first, last + 1)
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    own = range(body[0].lineno, end + 1)
                    found.append((body[0].lineno, end, own))
                found.append((first, last, own))
        return found

    def around(self, file: str, line: int) -> tuple[Iterable[int], Iterable[int]]:
        """The lines of the smallest statement that holds a line, and of its function's body.

        Of a function's head, which is run with its module, its body and then all lines.
        """
        holds = [
            (last - first, own) for first, last, own in self.spans(file) if first <= line <= last
        ]
        own = min(holds, key=lambda each: each[0], default=(0, range(line, line + 1)))[1]
        if line not in own:
            return own, self.lines(file)
        bodies = [own for first, _, own in self.spans(file) if own.start == first and line in own]
        return own, max(bodies, key=len, default=own)


def distance(file: str, test: str) -> int:
    """How far a test is from a file by its name: the file's own, its folder's, any."""
    path = PurePosixPath(file)
    program = path.relative_to(path.parts[0]).with_suffix("").as_posix()
    if f"[{program}" in test or f"-{program}" in test or f"/test_{path.stem}" in test:
        return 0
    near = "tests/live/" if path.parts[0] == "live" else path.parts[1]
    return 1 if near in test else 2
