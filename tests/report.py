"""What a run of the tests has shown, in figures, for the page "How this tutorial is proved".

As a plugin of pytest it writes ``build/report.json`` at the end of each run that left no test out.
``make report`` (``python -m tests.report``) makes the page's tables of it.
"""

import csv
import datetime
import importlib.metadata
import json
import platform
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
TABLES = ROOT / "docs" / "tables"
REPORT = Path("build") / "report.json"
COVERED = Path("build") / "coverage.json"
RUNTIMES = {"in_process": "In process", "real_socket": "On a real socket", "in_page": "In the page"}
STALE = "tests/test_report.py::"
"""Tests that compare the page's tables with the project, and fail until a new run is shown."""
MADE_HERE = {"proof_runtimes", "proof_figures", "foreign_clients", "mutants"}
"""Tables whose rows no test of a chapter measures; nor those that begin with ``speed_``."""

ON_EACH_RUNTIME = {
    "the one conversation of each step": r"tests/test_conversations\.py::test_the_(conv|wire)",
    "raw frames, right and wrong": r"tests/test_raw_frames\.py::",
    "these, and all else that runs on each": r"tests/",
}
"""What is counted on each runtime, and the names of the tests that show it."""

IN_ALL = {
    "tests that passed": r"",
    "pages whose examples ran and printed what they show": r"docs/\w+\.rst::",
    "terminal sessions of the pages, typed line by line": r"tests/test_shell_blocks\.py::.*typed\[",
}

Result = dict[str, Any]
Row = dict[str, str]


class Report:
    """The plugin: it hears of each test's result, those of xdist's workers included."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.passed: list[Result] = []
        self.failed: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)
        elif report.when == "call" and report.passed:
            self.passed.append({"test": report.nodeid, "told": dict(report.user_properties)})

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        if is_whole(self.config) and exitstatus in (
            pytest.ExitCode.OK,
            pytest.ExitCode.TESTS_FAILED,
        ):
            file = self.config.rootpath / REPORT
            file.parent.mkdir(exist_ok=True)
            report = {"failed": self.failed, "passed": self.passed}
            file.write_text(json.dumps(report), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # a worker's results are told to the one who started it
        config.pluginmanager.register(Report(config))


def is_whole(config: pytest.Config) -> bool:
    """Whether the command line left no test out."""
    everything = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    return everything and not (config.option.keyword or config.option.markexpr)


def named(results: list[Result], pattern: str) -> list[Result]:
    """The results of the tests whose names begin so."""
    return [result for result in results if re.match(pattern, result["test"])]


def runtime_of(test: str) -> str | None:
    """The runtime that a test's name gives."""
    if "_in_process[" in test:
        return "in_process"
    found = re.search(rf"\[(?:.*-)?({'|'.join(RUNTIMES)})\b", test)
    return found[1] if found else None


def runtimes(results: list[Result]) -> list[Row]:
    """What was shown how often on each runtime."""
    rows = {
        what: Counter(runtime_of(result["test"]) for result in named(results, pattern))
        for what, pattern in ON_EACH_RUNTIME.items()
    }
    for result in results:
        for what, count in result["told"].items():
            if what.startswith("random"):
                rows.setdefault(what, Counter())[runtime_of(result["test"])] += count
    return [
        {"What": what} | {title: f"{counts[name]:,}" for name, title in RUNTIMES.items()}
        for what, counts in rows.items()
    ]


def clients(results: list[Result]) -> list[Row]:
    """What each foreign client saw, by name."""
    rows = [result["told"]["client"] for result in results if "client" in result["told"]]
    return sorted(rows, key=lambda row: row["Client"].casefold())


def figures(results: list[Result]) -> list[Row]:
    """What was shown in all, and with what."""
    counts = {what: f"{len(named(results, pattern)):,}" for what, pattern in IN_ALL.items()}
    counts["rows of the tables on these pages, each measured"] = f"{measured_rows():,}"
    counts["clients that other people wrote"] = str(len(clients(results)))
    mutants = read("mutants") if (TABLES / "mutants.csv").exists() else []
    if mutants:
        made, killed = (sum(int(row[name]) for row in mutants) for name in ("Mutants", "Killed"))
        counts["mutants of the code that a test found"] = f"{killed:,} of {made:,}"
    counts |= covered()
    packages = ("responder", "starlette", "uvicorn", "websockets")
    counts |= {f"with {name}": importlib.metadata.version(name) for name in packages}
    versions = {row["Client"]: row["Version"] for row in clients(results)}
    counts["with Chromium"] = versions.get("Chromium", "none")
    counts |= {"with Python": platform.python_version(), "on": str(datetime.date.today())}
    return [{"What": what, "How many": count} for what, count in counts.items()]


def covered() -> dict[str, str]:
    """How much of the code ran, if the run of the tests has measured it."""
    file = ROOT / COVERED
    if not file.exists():
        return {}
    totals = json.loads(file.read_text(encoding="utf-8"))["totals"]
    ran = totals["covered_lines"] + totals["covered_branches"]
    code = totals["num_statements"] + totals["num_branches"]
    return {"lines and branches of the code that a test ran": f"{ran:,} of {code:,}"}


def read(name: str) -> list[Row]:
    """The rows of a table of the pages."""
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(name: str, rows: list[Row]) -> None:
    """Make a table of the pages."""
    with (TABLES / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0], lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def measured_rows() -> int:
    """How many rows the tables hold that tests measure."""
    names = {file.stem for file in TABLES.glob("*.csv")} - MADE_HERE
    return sum(len(read(name)) for name in names if not name.startswith("speed_"))


def main() -> None:
    """Make the page's tables of the last whole run; a message if there is none, or it failed."""
    file = ROOT / REPORT
    if not file.exists():
        sys.exit("There is no report of a whole run: run `make test`, then `make report`.")
    report = json.loads(file.read_text(encoding="utf-8"))
    failed = [test for test in report["failed"] if not test.startswith(STALE)]
    if failed:
        sys.exit(f"The last whole run failed: mend {', '.join(failed)}, and run `make test`.")
    write("proof_runtimes", runtimes(report["passed"]))
    write("proof_figures", figures(report["passed"]))
    write("foreign_clients", clients(report["passed"]))


if __name__ == "__main__":
    main()
