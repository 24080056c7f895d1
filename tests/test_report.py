"""The figures of the page "How this tutorial is proved": made of a run, and not stale."""

import ast
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from live import conversation
from tests import report, test_foreign_clients
from tests.chapters import ROOT
from tests.test_shell_blocks import CONSOLE

ArgsSource = pytest.Config.ArgsSource
RUN = """
import pytest

@pytest.mark.parametrize("serve", ["in_process", "real_socket"])
def test_it_runs(serve, record_property):
    record_property("random actions", 1000)

def test_a_client(record_property):
    record_property("client", {"Client": "a client", "Version": "1"})

def test_it_fails():
    assert False
"""
INI = "[pytest]\ntestpaths = tests\npythonpath = .\naddopts = -p tests.report\n"


def run(folder: Path, *options: str) -> None:
    """Run those tests in a folder of their own."""
    (folder / "tests").mkdir(exist_ok=True)
    (folder / "tests" / "test_it.py").write_text(RUN, encoding="utf-8")
    (folder / "pytest.ini").write_text(INI, encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *options],
        cwd=folder, env={"PYTHONPATH": str(ROOT)}, capture_output=True, timeout=60,
    )  # fmt: skip


@pytest.mark.real
def test_a_run_on_two_workers_leaves_a_report(tmp_path):
    run(tmp_path, "-n", "2")
    told = json.loads((tmp_path / report.REPORT).read_text(encoding="utf-8"))
    assert told["failed"] == ["tests/test_it.py::test_it_fails"]
    assert sorted(result["test"] for result in told["passed"]) == [
        "tests/test_it.py::test_a_client",
        "tests/test_it.py::test_it_runs[in_process]",
        "tests/test_it.py::test_it_runs[real_socket]",
    ]
    assert report.runtimes(told["passed"])[-1] == {
        "What": "random actions",
        "In process": "1,000",
        "On a real socket": "1,000",
        "In the page": "0",
    }
    assert report.clients(told["passed"]) == [{"Client": "a client", "Version": "1"}]


@pytest.mark.real
def test_a_run_that_leaves_tests_out_leaves_no_report(tmp_path):
    run(tmp_path, "-k", "runs")
    assert not (tmp_path / report.REPORT).exists()


@pytest.mark.parametrize(
    ("keyword", "mark", "source", "whole"),
    [
        ("", "", ArgsSource.TESTPATHS, True),
        ("", "", ArgsSource.ARGS, False),
        ("", "not real", ArgsSource.TESTPATHS, False),
        ("runs", "", ArgsSource.TESTPATHS, False),
    ],
)
def test_a_whole_run_is_one_that_names_no_tests(keyword, mark, source, whole):
    option = SimpleNamespace(keyword=keyword, markexpr=mark)
    config: Any = SimpleNamespace(args_source=source, option=option)
    assert report.is_whole(config) is whole


@pytest.mark.parametrize(
    ("test", "runtime"),
    [
        ("tests/test_ch02_echo.py::test_any_text_comes_back[in_page-grüß]", "in_page"),
        ("tests/test_conversations.py::test_the_wire[ch02/step1-real_socket]", "real_socket"),
        ("tests/test_conversations.py::test_it_holds_in_process[ch02/step1]", "in_process"),
        ("tests/test_ch02_echo.py::test_an_in_process_client", None),
    ],
)
def test_a_test_names_its_runtime(test, runtime):
    assert report.runtime_of(test) == runtime


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A project of which there are no tables yet."""
    (tmp_path / "build").mkdir()
    (tmp_path / "docs" / "tables").mkdir(parents=True)
    monkeypatch.setattr(report, "ROOT", tmp_path)
    monkeypatch.setattr(report, "TABLES", tmp_path / "docs" / "tables")
    return tmp_path


def ran(folder, *, failed):
    told = {"client": {"Client": "Chromium", "Version": "1"}}
    passed = [{"test": "tests/test_a.py::test_b", "told": told}]
    text = json.dumps({"failed": failed, "passed": passed})
    (folder / report.REPORT).write_text(text, encoding="utf-8")


def test_a_run_that_failed_is_not_shown(elsewhere):
    with pytest.raises(SystemExit, match="run `make test`, then `make report`"):
        report.main()
    ran(elsewhere, failed=["tests/test_a.py::test_c"])
    with pytest.raises(SystemExit, match=r"mend tests/test_a\.py::test_c"):
        report.main()


def test_figures_that_are_only_stale_are_made_anew(elsewhere):
    ran(elsewhere, failed=[f"{report.STALE}test_the_figures_are_those_of_this_project"])
    report.main()
    assert {"What": "tests that passed", "How many": "1"} in report.read("proof_figures")
    assert {"What": "with Chromium", "How many": "1"} in report.read("proof_figures")


def test_mutants_are_shown_once_there_are_any(elsewhere):
    what = "mutants of the code that a test found"
    assert what not in {row["What"] for row in report.figures([])}
    text = "Package,Mutants,Killed,Explained\na,1000,999,1\nb,500,500,0\n"
    (report.TABLES / "mutants.csv").write_text(text, encoding="utf-8")
    assert {"What": what, "How many": "1,499 of 1,500"} in report.figures([])


def test_what_ran_of_the_code_is_shown_once_it_was_measured(elsewhere):
    what = "lines and branches of the code that a test ran"
    assert what not in {row["What"] for row in report.figures([])}
    totals = {"covered_lines": 900, "covered_branches": 99, "num_statements": 900}
    text = json.dumps({"totals": totals | {"num_branches": 100}})
    (elsewhere / report.COVERED).write_text(text, encoding="utf-8")
    assert {"What": what, "How many": "999 of 1,000"} in report.figures([])


# The tables that the site shows: what can be counted without a run


STALE = "the page shows an old run: `make test`, then `make report`, and `make test` again"


def shown(table: str, what: str, column: str = "How many") -> int:
    [row] = [row for row in report.read(table) if row["What"] == what]
    return int(row[column].replace(",", ""))


def test_the_figures_are_those_of_this_project(request):
    steps = shown("proof_runtimes", "the one conversation of each step", "In process")
    assert steps == len(conversation.steps()), STALE
    rows = shown("proof_figures", "rows of the tables on these pages, each measured")
    assert rows == report.measured_rows(), STALE
    typed = shown("proof_figures", "terminal sessions of the pages, typed line by line")
    assert typed == len(CONSOLE), STALE
    tests = shown("proof_figures", "tests that passed")
    assert tests > 0.95 * len(request.session.items), STALE


def test_the_clients_on_the_site_see_what_is_measured():
    """Their versions are those of the run that is shown."""
    source = (ROOT / "tests" / "test_foreign_clients.py").read_text(encoding="utf-8")
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    measured = [
        ast.literal_eval(call.args[0])
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "measure"
    ]
    rows = report.read("foreign_clients")
    assert [row["Client"] for row in rows] == sorted(measured, key=str.casefold), STALE
    for row in rows:
        seen = {what: row[title] for what, title in test_foreign_clients.TITLES.items()}
        assert seen == test_foreign_clients.expected(row["Client"]), STALE
