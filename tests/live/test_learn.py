"""``make learn`` as a reader uses it: piped, on a terminal, and interrupted."""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pexpect
import pytest

from live import exercises
from live import learn as learn_module
from live.exercises import Verdict, check_file
from live.learn import Learner
from live.learn_view import View, command
from live.workbook import Workbook
from tests.processes import ROOT, run

SHOUT, COUNT = "ch02_echo/shout", "ch02_echo/count"


@pytest.fixture
def book(tmp_path: Path) -> Workbook:
    book = Workbook(tmp_path / "mine")
    book.open()
    return book


def put(book: Workbook, name: str, stem: str) -> None:
    """Save a program as the reader's."""
    shutil.copyfile(exercises.folder(name) / f"{stem}.py", book.file(name))


# The reader's folder


def test_each_starter_is_copied_once_and_the_readers_work_is_never_overwritten(book):
    assert all(book.file(name).exists() for name in exercises.exercises())
    book.file(SHOUT).write_text("mine", "utf-8")
    book.file(COUNT).unlink()
    Workbook(book.folder).open()
    assert book.file(SHOUT).read_text("utf-8") == "mine"
    assert "TODO" in book.file(COUNT).read_text("utf-8")


def test_what_is_solved_is_remembered_and_the_next_one_follows(book):
    first, second, third, *_ = book.names
    assert book.current() == first
    book.remember(first, passed=True)
    book.remember(third, passed=False)
    again = Workbook(book.folder)
    again.open()
    assert (again.solved, again.current()) == ([first], third)
    assert again.following(first) == second
    assert again.following(book.names[-1]) == second
    again.solved = again.names
    assert (again.current(), again.following(first)) == ("", "")


def test_the_one_that_is_left_follows_itself(book):
    book.solved = book.names[1:]
    assert book.following(book.names[0]) == book.names[0]


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"solved": 3}', "3"])
def test_a_progress_that_is_none_is_named_with_what_to_do(book, text):
    book.note.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=r"progress.json should hold .* mend it, or delete it"):
        book.open()


# A check of a file


def checked(book: Workbook, source: str) -> Verdict:
    book.file(SHOUT).write_text(source, "utf-8")
    return check_file(SHOUT, book.file(SHOUT))


HEAD = "import responder\napi = responder.API(sessions=False)\n"


@pytest.mark.parametrize(
    ("source", "message", "trace"),
    [
        ("import responder\nx = (", "The program does not run: SyntaxError", "line 2"),
        (HEAD + "1 / 0\n", "The program does not run: ZeroDivisionError", "line 3, in <module>"),
        (HEAD + "raise SystemExit(3)\n", "The program does not run: SystemExit: 3", "line 3"),
        ("x = 1\n", "This file has no `api`", ""),
    ],
)
def test_a_program_that_does_not_run_says_why_and_where(book, source, message, trace):
    found = checked(book, source)
    assert not found.passed
    assert found.message.startswith(message)
    assert trace in found.trace
    assert "importlib" not in found.trace


def test_a_failed_check_has_what_the_server_logged(book):
    source = (exercises.folder(SHOUT) / "solution.py").read_text("utf-8")
    found = checked(book, source.replace("message.upper()", "1 / 0"))
    assert "close 1011" in found.wire
    assert "ZeroDivisionError" in found.trace


def test_how_to_run_a_program_by_itself_is_said_for_any_folder():
    assert command(Path("exercises/ch02_echo/shout.py")) == (
        ".venv/bin/python -m exercises.ch02_echo.shout"
    )
    assert command(Path("/mine/ch02_echo/shout.py")) == (
        "PYTHONPATH=. .venv/bin/python /mine/ch02_echo/shout.py"
    )


# The whole


def learn(book: Workbook, *arguments: str, **variables: str) -> Any:
    env = {"EXERCISES": str(book.folder), "COLUMNS": "200", **variables}
    return run(sys.executable, "-m", "live.learn", *arguments, env=env)


@pytest.mark.real
async def test_each_save_is_checked_and_what_is_solved_leads_to_the_next(book):
    for name in book.names[: book.names.index(SHOUT)]:
        book.remember(name, passed=True)
    async with learn(book) as program:
        await program.says(f"Exercise {book.names.index(SHOUT) + 1} of .*: {SHOUT}")
        await program.says("Answer in capital letters")
        await program.says("Not yet. ann should have received .*, but received")
        await program.says("h hint, n next, q quit")
        put(book, SHOUT, "mistake_capitalize")
        await program.says("raises the first letter and lowers the rest")
        put(book, SHOUT, "solution")
        await program.says("Solved")
        await program.says(f"Exercise .*: {COUNT}")
        assert "\x1b" not in program.log  # no colour where it is piped
        assert await program.stop(signal.SIGINT) == 0
        assert program.log.endswith(f"Your work is in {book.folder}/.\n")
    assert SHOUT in json.loads(book.note.read_text("utf-8"))["solved"]


@pytest.mark.real
async def test_one_exercise_ends_when_it_is_solved(book):
    put(book, COUNT, "another")
    async with learn(book, COUNT) as program:
        assert await program.ends() == 0
    assert "Solved" in program.log
    assert (book.folder / "progress.json").exists()


@pytest.mark.real
async def test_a_program_that_never_gives_way_is_ended_and_said(book):
    book.file(SHOUT).write_text(HEAD + "while True: pass\n", "utf-8")
    short = (
        "import runpy, live.learn as l; l.LONGEST = 2; import asyncio; asyncio.run(l.main('{}'))"
    )
    env = {"EXERCISES": str(book.folder)}
    async with run(sys.executable, "-c", short.format(SHOUT), env=env) as program:
        await program.says("gave no sign of life for 2 s")
        await program.says("h hint")


@pytest.mark.real
async def test_a_program_that_ends_itself_is_said(book):
    book.file(SHOUT).write_text("import os\nprint('bye', flush=True)\nos._exit(3)\n", "utf-8")
    async with learn(book, SHOUT) as program:
        await program.says("Not yet. The program ended the check.")
        await program.says("What the program said\\s+bye")


@pytest.mark.real
def test_keys_may_be_piped(book):
    done = subprocess.run(
        [sys.executable, "-m", "live.learn"],
        cwd=ROOT, env=os.environ | {"EXERCISES": str(book.folder)}, input="hNq",
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "Hint 1 of" in done.stdout
    assert f"Exercise 2 of {len(book.names)}" in done.stdout
    assert done.stdout.endswith(f"Your work is in {book.folder}/.\n")


@pytest.mark.real
def test_who_reads_only_the_head_of_it_gets_no_traceback(book):
    command = f"{sys.executable} -m live.learn | head -n 3"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=ROOT, env=os.environ | {"EXERCISES": str(book.folder)}, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert book.names[0] in done.stdout
    assert done.stderr == ""


@pytest.mark.real
async def test_a_progress_that_is_none_ends_it_in_one_line(book):
    book.note.write_text("{", "utf-8")
    async with learn(book) as program:
        assert await program.ends() == 1
    assert program.log.startswith(f"{book.note} should hold")
    assert program.log.count("\n") == 1


@pytest.mark.real
async def test_an_exercise_that_is_none_is_refused_in_one_line(book):
    async with learn(book, "ch99/none") as program:
        assert await program.ends() == 1
    assert program.log == f"There is no exercise 'ch99/none'. The first is {book.names[0]}.\n"


@pytest.mark.real
def test_the_keys_of_a_terminal_give_hints_skip_and_quit(book):
    env = os.environ | {"EXERCISES": str(book.folder), "TERM": "xterm", "NO_COLOR": "1"}
    terminal = pexpect.spawn(
        "make", ["-s", "learn"], cwd=str(ROOT), env=env, encoding="utf-8", timeout=20, echo=False,
        dimensions=(50, 200),
    )  # fmt: skip
    terminal.expect("q quit")
    for number, words in enumerate(exercises.hints(book.names[0]), 1):
        terminal.send("h")
        terminal.expect_exact(f"Hint {number} of ")
        terminal.expect_exact(words.split()[0].strip("`"))
    terminal.send("xh")  # x is no key
    terminal.expect_exact(f"tutorial_code/{book.names[0]}/solution.py")
    terminal.send("n")
    terminal.expect_exact(f"Exercise 2 of {len(book.names)}: {book.names[1]}")
    terminal.expect("q quit")
    terminal.send("q")
    terminal.expect_exact(f"Your work is in {book.folder}/.")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0


@pytest.mark.real
def test_the_repository_stays_clean(book):
    """The folder that `make learn` fills by default is none of git's."""
    ignored = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert "/exercises/" in ignored
    env = os.environ | {"EXERCISES": str(book.folder)}
    before = sorted(str(file) for file in (ROOT / "tutorial_code").rglob("*.py"))
    put(book, SHOUT, "solution")
    done = subprocess.run(
        [sys.executable, "-m", "live.learn", SHOUT],
        cwd=ROOT, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "Solved" in done.stdout
    assert sorted(str(file) for file in (ROOT / "tutorial_code").rglob("*.py")) == before


class Heard(View):
    """Shows nothing, and notes which tasks and hints are given."""

    def __init__(self) -> None:
        self.tasks: list[str] = []
        self.hints: list[tuple[str, int]] = []

    def task(self, name: str, book: Workbook) -> None:
        self.tasks.append(name)

    def hint(self, hints: list[str], given: int, name: str) -> None:
        self.hints.append((name, given))

    def say(self, text: str) -> None:
        pass

    def verdict(self, found: Verdict, book: Workbook) -> None:
        pass

    def keys(self) -> None:
        pass


async def pressing(learner: Learner, keys: str) -> Any:
    """What was shown to who presses these keys, one of which ends it."""
    for key in keys:
        learner.heard.put_nowait(key)
    async with asyncio.timeout(20):
        await learner.work()
    return learner.view


@pytest.fixture
def unsolved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is checked is not solved yet."""

    async def check(name: str, file: Path) -> Verdict:
        return Verdict(False, "Not yet.")

    monkeypatch.setattr(learn_module, "check", check)


async def test_hints_begin_anew_with_each_exercise(book, unsolved):
    first, second, *_ = book.names
    heard = await pressing(Learner(book, Heard()), "hhnhxq")
    assert heard.tasks == [first, second]
    assert heard.hints == [(first, 0), (first, 1), (second, 0)]


async def test_who_works_at_one_exercise_is_led_to_no_other(book, unsolved):
    heard = await pressing(Learner(book, Heard(), SHOUT), "nhq")
    assert (heard.tasks, heard.hints) == ([SHOUT], [(SHOUT, 0)])


async def test_only_the_file_at_work_counts_as_saved(book, monkeypatch):
    async def saves(folder: Path) -> Any:
        for name in (COUNT, SHOUT, COUNT):
            yield {(1, str(book.file(name)))}

    monkeypatch.setattr(learn_module, "awatch", saves)
    learner = Learner(book, Heard(), SHOUT)
    await learner.watch()
    assert learner.heard.qsize() == 1


async def test_keys_are_heard_as_they_come_until_their_end(monkeypatch):
    read, write = os.pipe()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(fileno=lambda: read))
    heard: asyncio.Queue[str] = asyncio.Queue()
    with learn_module.keys(heard):
        async with asyncio.timeout(20):
            for key in "hN":
                os.write(write, key.encode())
                assert await heard.get() == key.lower()
    os.close(write)
    os.close(read)


async def test_what_goes_wrong_is_not_swallowed(book, monkeypatch):
    async def work(learner: Learner) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(Learner, "work", work)
    monkeypatch.setattr(learn_module, "FOLDER", book.folder)
    monkeypatch.setattr(learn_module, "keys", contextlib.nullcontext)
    with pytest.raises(OSError, match="the disk is full"):
        await learn_module.main()


async def test_when_all_is_solved_there_is_nothing_left_to_ask(book, capsys):
    book.solved = book.names
    await Learner(book, View()).work()
    assert capsys.readouterr().out == (
        "All exercises are solved. What you have built is a chat of your own.\n"
    )


@pytest.mark.real
@pytest.mark.parametrize(
    ("source", "message", "trace"),
    [
        (HEAD + "while True: pass\n", "The program gave no sign of life for 1 s.", ""),
        ("import os\nprint('bye', flush=True)\nos._exit(3)\n", "The program ended the", "bye\n"),
        ("api = 1 /\n", "The program does not run: SyntaxError", "line 1"),
    ],
)
async def test_whatever_a_program_does_its_check_has_a_verdict(
    book, monkeypatch, source, message, trace
):
    monkeypatch.setattr(learn_module, "LONGEST", 1 if "while" in source else 20)
    book.file(SHOUT).write_text(source, "utf-8")
    found = await learn_module.check(SHOUT, book.file(SHOUT))
    assert not found.passed
    assert found.message.startswith(message)
    assert trace in found.trace
