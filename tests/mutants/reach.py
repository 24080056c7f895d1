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
from collections.abc import Iterator
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

    def __init__(self, worker: str) -> None:
        rooms = [str(ROOT / room) for room in ("live", "tutorial_code")]
        HERE.mkdir(parents=True, exist_ok=True)
        self.worker = worker
        self.coverage = coverage.Coverage(f"{DATA}{worker}", config_file=False, source=rooms)
        self.coverage.start()
        settings = f"[run]\ndata_file={DATA}\nparallel=true\nsigterm=true\ncontext=${{{TEST}}}\n"
        if not worker:
            PROGRAMS.write_text(f"{settings}source={','.join(rooms)}\n", encoding="utf-8")
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
        self.coverage.stop()
        self.coverage.save()
        if not self.worker:
            self.coverage.combine([str(file) for file in HERE.glob(f"{DATA.name}?*")])
            self.coverage.save()
            passed = {t: took for t, took in self.seconds.items() if t not in self.failed}
            SECONDS.write_text(json.dumps(passed), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    worker = getattr(config, "workerinput", {}).get("workerid", "")
    config.pluginmanager.register(Watch(worker))


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

        First come those that are named for the file. The function counts because Python 3.11
        loses sight of the lines that follow an error in a coroutine.
        What is run when a module is imported concerns all tests that reach its file.
        """
        lines = self.lines(file)
        near, around, all_lines = (
            {test for each in span for test in lines.get(each, ())}
            for span in (*self.around(file, line), lines)
        )
        found = all_lines if "" in near | around else near | around
        taken: list[str] = []
        spent = 0.0
        for test in sorted(
            found & self.seconds.keys(),
            key=lambda test: (distance(file, test), test not in near, self.seconds[test], test),
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

    @cache  # noqa: B019  # there is one
    def spans(self, file: str) -> list[tuple[bool, int, int]]:
        """Each statement: is it a function? Its first and last line; a compound one's, of its head.

        A function is there twice: as its head, and as a whole.
        """
        found = []
        for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
            if isinstance(node, ast.stmt | ast.ExceptHandler):
                body: list[ast.stmt] = getattr(node, "body", [])
                above: list[ast.expr] = getattr(node, "decorator_list", [])
                first = min([node.lineno, *(each.lineno for each in above)])
                end = node.end_lineno or first
                found.append((False, first, max(first, body[0].lineno - 1 if body else end)))
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    found.append((True, body[0].lineno, end))
        return found

    def around(self, file: str, line: int) -> tuple[range, range]:
        """The lines of the smallest statement that holds a line, and of its function's body."""
        ranges = []
        for function in (False, True):
            holds = [
                (b - a, a, b) for f, a, b in self.spans(file) if f is function and a <= line <= b
            ]
            _, first, last = min(holds, default=(0, line, line))
            ranges.append(range(first, last + 1))
        return ranges[0], ranges[1]


def distance(file: str, test: str) -> int:
    """How far a test is from a file by its name: the file's own, one of its folder, any."""
    path = PurePosixPath(file)
    program = path.relative_to(path.parts[0]).with_suffix("").as_posix()
    if f"[{program}" in test or f"-{program}" in test or f"/test_{path.stem}.py" in test:
        return 0
    return 1 if len(path.parts) > 3 and path.parent.name in test else 2
