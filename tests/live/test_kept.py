"""What a build keeps for the next: no conversation is held twice, and none is out of date."""

import os
import pickle
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from live import conversation
from live.pages import kept, panel, recording
from tests.live.test_extension import Docs, docs  # noqa: F401

ECHO = ".. snippet:: ch02_echo/step1_echo.py"
SHOUT = ".. exercise:: ch02_echo/shout\n   :new: x\n\n   Why."


class Finder:
    """Finds out something, counts how often, and says from which files."""

    def __init__(self, *files: Path) -> None:
        self.files = files
        self.times = 0

    def __call__(self) -> tuple[Any, tuple[Path, ...]]:
        self.times += 1
        return {"times": self.times}, self.files


@pytest.fixture
def env(tmp_path: Path) -> Any:
    return SimpleNamespace(doctreedir=tmp_path / "trees")


def test_what_was_found_out_is_kept_until_one_of_its_files_changes(env, tmp_path):
    one, other = tmp_path / "one.py", tmp_path / "other.py"
    one.write_text("1")
    find = Finder(other, one)
    files = [str(one), str(other)]
    assert kept.kept(env, "a", find) == ({"times": 1}, files)
    assert kept.kept(env, "a", find) == ({"times": 1}, files)
    one.write_text("2")
    assert kept.kept(env, "a", find) == ({"times": 2}, files)
    other.write_text("")  # which was not there, and is empty now
    assert kept.kept(env, "a", find)[0] == {"times": 2}
    other.write_text("3")
    assert kept.kept(env, "a", find)[0] == {"times": 3}
    one.unlink()
    assert kept.kept(env, "a", find)[0] == {"times": 4}
    assert [file.name for file in (tmp_path / "trees" / "kept").iterdir()] == ["a.pickle"]


def test_each_thing_is_kept_by_itself_and_for_what_was_asked(env):
    find = Finder()
    assert kept.kept(env, "a", find, "one")[0] == {"times": 1}
    assert kept.kept(env, "b", find, "one")[0] == {"times": 2}
    assert kept.kept(env, "a", find, "one")[0] == {"times": 1}
    assert kept.kept(env, "a", find, "other")[0] == {"times": 3}


def test_another_machinery_finds_out_anew(env, monkeypatch):
    find = Finder()
    kept.kept(env, "a", find)
    monkeypatch.setattr(kept, "machinery", lambda: "another")
    assert kept.kept(env, "a", find)[0] == {"times": 2}


@pytest.mark.parametrize(
    ("file", "counts"),
    [
        ("requirements.txt", True),
        ("live/wire.py", True),
        ("live/pages/recording.py", True),
        ("live/browser/wire.mjs", True),
        ("live/browser/node_modules/x.py", False),
        ("live/browser/panel.css", False),
    ],
)
def test_the_machinery_is_our_code_and_the_packages(tmp_path, monkeypatch, file, counts):
    monkeypatch.setattr(kept, "ROOT", tmp_path)
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "requirements.txt").write_text("", "utf-8")
    before = kept.machinery.__wrapped__()
    (tmp_path / file).write_text("changed", "utf-8")
    assert (kept.machinery.__wrapped__() != before) == counts


def refuse(*_: Any, **__: Any) -> Any:
    raise AssertionError("it was kept")


def test_other_words_hold_no_conversation_and_draw_nothing(docs, monkeypatch):  # noqa: F811
    docs.write("page", f"{ECHO}\n\n{SHOUT}")
    docs.build_well()
    before = docs.html("page")
    monkeypatch.setattr(conversation, "hold", refuse)
    monkeypatch.setattr(panel, "node_program", refuse)
    docs.write("page", f"{ECHO}\n\n{SHOUT}\n\nOther words.")
    docs.build_well()
    assert "Other words." in docs.html("page")
    wire = re.compile(r'<svg class="wire".*?</svg>|class="live-record">.*?</script>', re.DOTALL)
    assert len(wire.findall(before)) == 3
    assert wire.findall(docs.html("page")) == wire.findall(before)


def test_a_build_from_scratch_holds_them_again(docs, monkeypatch):  # noqa: F811
    docs.write("page", ECHO)
    docs.build_well()
    monkeypatch.setattr(conversation, "hold", refuse)
    assert docs.build("-q") == (0, "")
    status, said = docs.build("-q", "-E")
    assert status == 1
    assert "AssertionError('it was kept')" in said


def test_what_fails_is_tried_again(docs, monkeypatch):  # noqa: F811
    docs.write("page", f"{ECHO}\n\n{SHOUT}")
    with monkeypatch.context() as patch:
        patch.setattr(conversation, "hold", refuse)
        status, said = docs.build()
    assert status == 1
    assert said.count("it was kept") == 2
    docs.build_well()


@pytest.mark.parametrize(
    ("page", "files"),
    [
        (ECHO, {"ch02_echo/step1_echo.py", "ch02_echo/step1_echo_talk.py"}),
        (SHOUT, {"ch02_echo/shout/check.py", "ch02_echo/shout/solution.py", "story.py"}),
        (".. snippet:: ch05_browser/step1_page.py", {"ch05_browser/pages/first.html"}),
    ],
)
def test_a_page_is_read_again_when_what_was_run_or_served_for_it_changes(docs, page, files):  # noqa: F811
    docs.write("page", page)
    docs.build_well()
    names = {file.name for file in (docs.folder / "html/.doctrees/kept").glob("tell*.pickle")}
    assert len(names) == 1
    env = SimpleNamespace(doctreedir=docs.folder / "html" / ".doctrees")
    found, depends = kept.kept(env, names.pop().removesuffix(".pickle"), refuse)  # type: ignore[arg-type]
    assert found
    tutorial = {os.path.relpath(file, conversation.TUTORIAL) for file in depends}
    assert files <= tutorial
    assert not [name for name in tutorial if name.startswith("ch09")]
    # and Sphinx looks at the same files
    assert noted(docs) >= files


def noted(docs: Docs) -> set[str]:  # noqa: F811
    """The files of the tutorial on which the page depends, for Sphinx."""
    with (docs.folder / "html" / ".doctrees" / "environment.pickle").open("rb") as file:
        env = pickle.load(file)
    found = {os.path.realpath(docs.folder / "docs" / name) for name in env.dependencies["page"]}
    return {os.path.relpath(file, conversation.TUTORIAL) for file in found}


def test_a_failed_conversation_notes_what_it_ran(docs, monkeypatch):  # noqa: F811
    monkeypatch.setattr(recording, "has_page", refuse)
    docs.write("page", ECHO)
    assert docs.build()[0] == 1
    assert "ch02_echo/step1_echo_talk.py" in noted(docs)
