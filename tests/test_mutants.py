"""The explained mutants are few, and each still exists; the rules leave out what they say."""

import ast
import textwrap
from collections import Counter
from collections.abc import Callable

import pytest

from tests import report
from tests.mutants import changes, explained

FILES = sorted({entry["file"] for entry in explained.entries()})


@pytest.mark.parametrize("file", FILES)
def test_what_is_explained_can_still_be_made(file):
    known = [e["change"] for e in explained.entries() if e["file"] == file]
    before = {line[2:] for change in known for line in change.splitlines() if line[0] == "-"}
    lines = changes.source_of(file).splitlines()
    made = {
        changes.difference(change)
        for change in changes.changes(file)
        if lines[change.line - 1].strip() in before  # to make each would take long
    }
    assert [change for change in known if change not in made] == []


def test_each_is_explained_once_and_in_a_sentence():
    twice = Counter((entry["file"], entry["change"]) for entry in explained.entries())
    assert [one for one, count in twice.items() if count > 1] == []
    assert [e for e in explained.entries() if len(e["reason"].split()) < 5] == []


def test_each_change_of_the_table_was_noticed_or_is_explained():
    rows = report.read("mutants")
    open_ends = [r for r in rows if int(r["Killed"]) + int(r["Explained"]) != int(r["Mutants"])]
    assert open_ends == []
    assert [row["Folder"] for row in rows] == sorted(set(map(changes.package_of, changes.files())))


@pytest.fixture
def lines(tmp_path, monkeypatch) -> Callable[[str], set[int]]:
    """The lines of a program that are changed."""

    def changed(source: str) -> set[int]:
        (tmp_path / "program.py").write_text(textwrap.dedent(source), encoding="utf-8")
        return {change.line for change in changes.changes("program.py")}

    monkeypatch.setattr(changes, "ROOT", tmp_path)
    return changed


def test_what_is_evaluated_is_changed(lines):
    assert lines("a = 1\nb = a + a\nif not a:\n    b = True\n") == {1, 2, 3, 4}


def test_types_are_not_changed(lines):
    assert lines("def f(a: int | str) -> int | None:\n    b: int | str = 1\n") == {2}
    assert lines("Message = str | dict[str, int] | None\n") == set()


def test_what_a_program_does_by_itself_is_not_changed(lines):
    assert lines('if __name__ == "__main__":\n    print(1)\n') == set()


def test_how_long_something_waits_is_not_changed(lines):
    assert lines('WAIT = 5.0\n"""Seconds that it waits."""\nSIZE = 5\n"""Bytes."""\n') == {3}
    assert lines("WAIT = 5  # seconds that it waits\nSIZE = 5  # bytes\n") == {2}
    assert lines("LEFT = a + b  # seconds\nWAIT = 5  # milliseconds\n") == {1}
    assert lines("for _ in range(100):  # a second at most\n    f(2)\n") == {1, 2}
    assert "NumberReplacer" not in {
        c.operator for c in changes.changes("program.py") if c.line == 1
    }
    assert lines("asyncio.sleep(5)\nasyncio.gather(5)\n") == {2}
    assert lines("connect(timeout=5, size=5)\n") == {1}
    assert lines("connect(timeout=5)\nconnect(close_timeout=5)\n") == set()
    assert lines('a = {"ping_timeout": 5}\nb = {"size": 5, **a}\n') == {2}
    assert lines("ready.wait(5)\nready.wait(5, not a)\n") == {2}


def test_how_much_there_may_be_is_not_changed(lines):
    assert lines("os.read(file, 1024)") == set()
    assert lines("MANY = 10_000\nSIZE = 16 * 1024\nCODE = 1000\nPORT = 65_535\n") == {2, 3, 4}
    assert {c.operator for c in changes.changes("program.py") if c.line == 2} == {
        "ReplaceBinaryOperator_Mul_Div"
    }


def test_what_chance_decides_is_not_changed(lines):
    assert lines("a = random.randint(1, 2) + 1\nb = 1\n") == {2}
    assert lines("a = secrets.token_hex(8)\n") == set()


def test_how_something_looks_is_not_changed(lines):
    assert lines("print(1, flush=True)\njson.dumps(a, indent=1, ensure_ascii=False)\n") == {1}
    assert lines("name = sha256(a).hexdigest()[:12]\nname = a[:12]\n") == {2}


def test_what_guards_a_place_or_saves_time_is_not_changed(lines):
    assert lines("@dataclass(frozen=True)\nclass A: ...\n") == {1}  # but for the decorator
    assert lines("connect(f, priority=400)\nclass A:\n    default_priority = 5\n    a = 5\n") == {4}
    assert lines(
        "@cache\ndef f(): ...\n@functools.cache\ndef f(): ...\n@other\ndef f(): ...\n"
    ) == {5}


def test_what_is_no_operator_is_not_changed(lines):
    assert lines("def f(a, *, b=1):\n    return a * b\n") == {1, 2}
    assert {c.operator for c in changes.changes("program.py") if c.line == 1} == {"NumberReplacer"}


@pytest.mark.parametrize(
    ("condition", "nots"),
    [
        ("a", 1),
        ("a and b == c", 1),
        ("a in b", 1),
        ("a not in b", 1),
        ("a < b < c", 1),
        ("not a", 0),
        ("not a or b", 0),
        ("a < b", 0),
        ("a is not b and c", 0),
        ("True", 0),
    ],
)
def test_a_not_that_another_operator_makes_is_not_made_again(lines, condition, nots):
    lines(f"if {condition}:\n    f()\na = 1 if {condition} else 2\n")
    made = [c.line for c in changes.changes("program.py") if c.operator == "AddNot"]
    assert made == [1, 3][: 2 * nots]


def test_an_except_with_a_dot_is_left_alone(lines):
    assert lines("try:\n    f()\nexcept a.Error:\n    pass\n") == set()
    assert lines("try:\n    f()\nexcept Error:\n    pass\n") == {3}


def test_a_difference_names_no_line(lines):
    lines("a = 1\nb = a + 1\n")
    [change] = [c for c in changes.changes("program.py") if "Binary" in c.operator]
    assert changes.difference(change) == "- b = a + 1\n+ b = a - 1"
    assert ast.parse(changes.changed(change))
