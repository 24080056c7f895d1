"""What ``make learn`` writes, on a terminal that is narrow and in colour, and on a plain one."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from live import learn_view
from live.exercises import Verdict

NAMES = ["ch02_echo/shout", "ch02_echo/count", "ch03_chat/names"]
LONG = "a-long-name-without-a-space-" * 3


def book(*solved: str, names: list[str] = NAMES) -> Any:
    unsolved = [name for name in names if name not in solved]
    return SimpleNamespace(
        names=names, unsolved=lambda: unsolved, file=lambda name: Path(LONG, f"{name}.py")
    )


@pytest.fixture
def view(monkeypatch: pytest.MonkeyPatch) -> learn_view.View:
    monkeypatch.setenv("COLUMNS", "50")
    return learn_view.View()


@pytest.mark.parametrize(
    ("solved", "names", "shown"),
    [
        ([], NAMES, f"[{'.' * 24}] 0 of 3"),
        (NAMES[:1], NAMES, f"[{'#' * 8}{'.' * 16}] 1 of 3"),
        (NAMES, NAMES, f"[{'#' * 24}] 3 of 3"),
        (NAMES[:1], NAMES[:1], f"[{'#' * 24}] 1 of 1"),
        ([], [], f"[{'.' * 24}] 0 of 0"),
    ],
)
def test_the_bar_shows_how_much_is_solved(solved, names, shown):
    assert learn_view.bar(book(*solved, names=names)) == shown


def test_the_task_has_a_number_and_lines_that_can_be_copied_whole(view, capsys):
    view.task(NAMES[1], book())
    said = capsys.readouterr().out
    assert "Exercise 2 of 3: ch02_echo/count" in said
    assert f"\nEdit  {LONG}/ch02_echo/count.py\n" in said
    assert f"\nRun   .venv/bin/python -m {LONG}.ch02_echo.count\n" in said


def test_the_hints_are_counted_and_then_there_is_the_solution(view, capsys):
    for number in range(3):
        view.hint(["Look.", "Look again."], number, NAMES[0])
    first, second, last = capsys.readouterr().out.strip().split("\n\n")
    assert first == "Hint 1 of 2. Look."
    assert second == "Hint 2 of 2. Look again."
    assert last.startswith("That was the last hint.")
    assert last.endswith("tutorial_code/ch02_echo/shout/solution.py")


def test_a_reason_is_told_if_there_is_one(view, capsys):
    view.verdict(Verdict(False, expected="It should", came="it did not", because="So."), book())
    assert capsys.readouterr().out == "\nNot yet. It should, but it did not.\nSo.\n"
    view.verdict(Verdict(False, "It broke."), book())
    assert capsys.readouterr().out == "\nNot yet. It broke.\n"


def test_what_crossed_the_wire_keeps_its_lines(view, capsys):
    view.verdict(Verdict(False, "It broke.", wire=LONG), book())
    assert f"\n  {LONG}\n" in capsys.readouterr().out


def test_a_line_is_one_line_and_its_numbers_have_no_colour(view, monkeypatch, capsys):
    view.say(LONG)
    assert capsys.readouterr().out == f"{LONG}\n"
    monkeypatch.setenv("FORCE_COLOR", "1")
    learn_view.View().console.print("1 of 2")
    assert capsys.readouterr().out == "1 of 2\n"
