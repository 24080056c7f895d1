"""Tests of the page's modules under ``node --test``, with Node's own coverage."""

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

from live.pages.panel import node_program
from tests.processes import ROOT

LEAST = 95
"""Per cent of a module's lines, branches and functions that its tests must run."""


def node(*arguments: str, given: str = "") -> str:
    """What node prints, run from the project's root; AssertionError with that if it fails."""
    done = subprocess.run(
        [node_program(), *arguments], input=given, capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def run_tests(files: Iterable[Path], *modules: str) -> None:
    """Run files of tests, which must cover each of these modules of live/browser/."""
    said = node(
        *("--test", "--test-timeout=20000", "--experimental-test-coverage"),
        *(f"--test-coverage-include=live/browser/{module}" for module in modules),
        *(str(file.relative_to(ROOT)) for file in files),
    )
    assert "fail 0" in said
    for module in modules:
        found = re.search(rf" {re.escape(module)} *((?:\| *[\d.]+ *)+)\|", said)
        assert found, f"no test runs {module}:\n{said}"
        covered = [float(per_cent) for per_cent in found[1].split("|")[1:]]
        assert min(covered) >= LEAST, f"lines, branches, functions of {module}: {covered}\n{said}"
