"""``make mutants``: try each change of the code in copies of the repository, on all cores.

What was found stands in ``build/mutants/found.jsonl``; a run goes on where another was broken off,
and tries again only what survived and is not explained. With paths it tries what lies under them.
"""

import argparse
import compileall
import contextlib
import csv
import hashlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.mutants import explained, reach
from tests.mutants.changes import ROOT, Change, changed, changes, difference, files
from tests.processes import copy_repository

HERE = reach.HERE
FOUND = HERE / "found.jsonl"
TABLE = ROOT / "docs" / "tables" / "mutants.csv"
BRIEF = 5.0
"""Seconds of tests that a change has to survive at first."""
THOROUGH = 120.0
"""Seconds of tests that it has to survive then, unless it is explained."""


def key(change: Change, source: str) -> str:
    """The name of a change, as long as its file stays the same."""
    text = f"{change.file} {change.operator} {change.occurrence} {source}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def found() -> dict[str, dict[str, Any]]:
    """What earlier runs found out about each change, by its key."""
    if not FOUND.exists():
        return {}
    lines = FOUND.read_text(encoding="utf-8").splitlines()
    return {told["id"]: told for told in map(json.loads, lines)}


class Run:
    """One run: the changes that are left to try, the workers, and what they find."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.args = args
        self.known = found()
        self.reach = reach.Reach()
        self.reasons = explained.reasons()
        self.most = BRIEF
        self.keys: dict[str, Change] = {}
        self.sources: dict[str, str] = {}  # as they are now: somebody may work on them meanwhile
        self.jobs: queue.SimpleQueue[tuple[str, list[str]] | None] = queue.SimpleQueue()
        self.todo = self.done = 0
        self.began = time.monotonic()
        self.lock = threading.Lock()
        self.processes: list[subprocess.Popen[str]] = []
        self.out = FOUND.open("a", encoding="utf-8", buffering=1)

    def plan(self, most: float) -> None:
        """Find out what is left to try with so many seconds of tests, file by file."""
        self.most = most
        self.todo = self.done = 0
        for file in files(*self.args.under):
            source = (ROOT / file).read_text(encoding="utf-8")
            self.sources[file] = source
            mine = {key(change, source): change for change in changes(file)}
            self.keys |= mine
            left = [name for name in mine if self.is_left(name)]
            if left:
                self.todo += len(left)
                self.jobs.put((file, left))

    def is_left(self, name: str) -> bool:
        """Whether a change is to be tried; what a test noticed once, it notices again."""
        outcome = self.known.get(name, {}).get("outcome")
        if self.most == BRIEF:
            return outcome is None
        change = self.keys[name]
        return outcome == "survived" and (change.file, difference(change)) not in self.reasons

    def job(self, file: str, names: list[str]) -> str:
        """What a worker is told of a file."""
        tried, union = [], dict[str, None]()
        for name in names:
            tests = self.reach.tests(file, self.keys[name].line, self.most)
            union |= dict.fromkeys(tests)
            source = changed(self.keys[name], self.sources[file])
            limit = 10 + 3 * sum(self.reach.seconds[test] for test in tests)
            tried.append({"id": name, "source": source, "tests": tests, "limit": limit})
        return json.dumps({"file": file, "tests": list(union), "changes": tried})

    def work(self) -> None:
        """Let a worker do one file after another, in a copy of the repository."""
        with copy() as folder, (HERE / f"{folder.name}.log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.mutants.worker"],
                cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
            )  # fmt: skip
            self.processes.append(process)
            assert process.stdin
            assert process.stdout
            with process, contextlib.suppress(BrokenPipeError):  # it was stopped
                while job := self.jobs.get():
                    print(self.job(*job), file=process.stdin, flush=True)
                    for line in process.stdout:
                        if self.hear(json.loads(line)):
                            break

    def hear(self, told: dict[str, Any]) -> bool:
        """Note what a worker tells; whether it has done its file."""
        with self.lock:
            if "unfit" in told:
                print(f"\n{told['file']}: without a change this fails, too: {told['unfit']}")
            elif "id" in told:
                self.known[told["id"]] = told
                print(json.dumps(told), file=self.out)
                self.done += 1
                self.show()
        return "done" in told

    def show(self) -> None:
        """One line that says how far the run is."""
        left = (time.monotonic() - self.began) / self.done * (self.todo - self.done)
        lives = sum(
            self.known[name]["outcome"] == "survived" for name in self.keys if name in self.known
        )
        text = f"{self.done} of {self.todo}, {lives} survive, {left / 60:.0f} minutes left"
        print(f"\r{text}  ", end="" if sys.stdout.isatty() else "\n", flush=True)

    def go(self) -> None:
        """Try what was not tried, and then with more tests what survived."""
        for most in (BRIEF, THOROUGH):
            self.plan(most)
            if self.args.workers and self.todo:
                self.began = time.monotonic()
                self.go_on()

    def go_on(self) -> None:
        """Let workers do what is planned."""
        workers = [
            threading.Thread(target=self.work, daemon=True) for _ in range(self.args.workers)
        ]
        for worker in workers:
            self.jobs.put(None)
            worker.start()
        try:
            for worker in workers:
                worker.join()
        except KeyboardInterrupt:
            with contextlib.suppress(queue.Empty):
                while True:
                    self.jobs.get_nowait()
            for process in self.processes:
                self.jobs.put(None)
                process.kill()
            for worker in workers:
                worker.join()
            raise

    def survivors(self) -> list[Change]:
        """What no test noticed."""
        return [
            change
            for name, change in self.keys.items()
            if self.known.get(name, {}).get("outcome") == "survived"
        ]


@contextlib.contextmanager
def copy() -> Iterator[Path]:
    """A copy of the repository, with the environment of this one."""
    with tempfile.TemporaryDirectory(prefix="mutants.") as name:
        folder = copy_repository(Path(name) / Path(name).name)
        for room in ("live", "tests", "tutorial_code"):
            compileall.compile_dir(folder / room, quiet=2)
        yield folder


def main() -> int:
    """Run, and say what survived; the exit status."""
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument(
        "under", nargs="*", help="paths, such as live/wire.py or tutorial_code/ch02"
    )
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--keep", action="store_true", help="trust what was found of the tests")
    args = parser.parse_args()
    if not args.keep:
        reach.refresh(args.workers)
    run = Run(args)
    with contextlib.suppress(KeyboardInterrupt):
        run.go()
    return report(run)


def report(run: Run) -> int:
    """Show what survived and is not explained, and the figures; 1 if there is anything."""
    made, killed, told = Counter[str](), Counter[str](), Counter[str]()
    open_ends = []
    for name, change in run.keys.items():
        made[change.package] += 1
        killed[change.package] += run.known.get(name, {}).get("outcome") in ("killed", "late")
    for change in run.survivors():
        if (change.file, difference(change)) in run.reasons:
            told[change.package] += 1
        else:
            open_ends.append(change)
    for change in open_ends:
        print(f"\n{change.file}:{change.line} survives\n{difference(change)}")
    rows = [
        {"Folder": name, "Mutants": made[name], "Killed": killed[name], "Explained": told[name]}
        for name in sorted(made)
    ]
    print(f"\n{'':28}{'mutants':>8}{'killed':>8}{'explained':>10}")
    for row in rows:
        print(f"{row['Folder']:28}{row['Mutants']:8}{row['Killed']:8}{row['Explained']:10}")
    tried = sum(made.values()) == sum(name in run.known for name in run.keys)
    if tried and not run.args.under:
        with TABLE.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, rows[0], lineterminator="\n")
            table.writeheader()
            table.writerows(rows)
    print(f"{len(open_ends)} survive without a reason." if tried else "Not all were tried.")
    return bool(open_ends or not tried)


if __name__ == "__main__":
    sys.exit(main())
