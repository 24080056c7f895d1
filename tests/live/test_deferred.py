"""What the page's snapshot leaves out comes when it is first needed; all of it in CPython."""

import importlib
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from live.in_page import deferred
from live.in_page.deferred import Deferred, Rest, StandIn
from tests.processes import ROOT

REAL = "TypeAdapter = Field = str.upper\nextra = 'extra'\n"


class Fetched:
    """Packages that are not there before they are fetched."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.times = 0

    def __call__(self) -> None:
        self.times += 1
        package = self.folder / "pydantic"
        package.mkdir()
        (package / "__init__.py").write_text(REAL, "utf-8")
        (package / "part.py").write_text("name = __name__\n", "utf-8")
        (self.folder / "onlyhere.py").write_text("found = True\n", "utf-8")


@pytest.fixture
def fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The state of the snapshot: stand-ins, and a finder that fetches."""
    before = {name: module for name, module in sys.modules.items() if is_of(name, "pydantic")}
    for name in before:
        del sys.modules[name]
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.setattr(deferred, "rest", Rest())
    deferred.stand_in()
    fetched = Fetched(tmp_path)
    deferred.rest.install(fetched)
    yield fetched
    for name in [name for name in sys.modules if is_of(name, "pydantic", "onlyhere")]:
        del sys.modules[name]
    sys.modules.update(before)


def is_of(module: str, *packages: str) -> bool:
    return module.partition(".")[0] in packages


def test_what_is_there_needs_nothing_to_be_fetched(fetched):
    assert isinstance(sys.modules["pydantic"], StandIn)
    assert isinstance(sys.modules["pydantic"].Field, Deferred)
    importlib.import_module("live.wire")
    assert fetched.times == 0


def test_a_call_of_a_stand_in_is_a_call_of_the_real_thing(fetched):
    adapter = sys.modules["pydantic"].TypeAdapter
    assert (adapter("a"), adapter("b")) == ("A", "B")
    assert fetched.times == 1
    assert not isinstance(sys.modules["pydantic"], StandIn)


def test_any_other_name_of_a_stand_in_brings_the_real_module(fetched):
    assert sys.modules["pydantic"].extra == "extra"
    assert fetched.times == 1


def test_a_look_at_what_every_module_has_brings_nothing(fetched):
    with pytest.raises(AttributeError, match="__wrapped__"):
        sys.modules["pydantic"].__wrapped__  # noqa: B018
    assert fetched.times == 0


@pytest.mark.parametrize("module", ["onlyhere", "pydantic.part"])
def test_an_import_of_what_is_not_there_fetches_it(fetched, module):
    assert isinstance(importlib.import_module(module), ModuleType)
    assert sys.modules[module].__name__ == module
    assert fetched.times == 1


def test_what_no_package_has_is_missed_and_nothing_is_fetched_twice(fetched):
    for _ in range(2):
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module("nowhere")
    assert fetched.times == 1


def test_a_file_of_the_tutorial_is_not_among_the_packages(fetched):
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("tutorial_code.nothing")
    assert fetched.times == 0


def test_without_packages_to_fetch_an_import_fails_as_ever(monkeypatch):
    monkeypatch.setattr(deferred, "rest", Rest())
    deferred.rest.make_way()
    assert deferred.rest.find_spec("nowhere") is None


WARM = """
import sys
from tests import measured
measured.see_all()
import live.in_page.warm_up
assert not [name for name in sys.modules if name.startswith(("pydantic.", "msgpack"))]
assert not [name for name in sys.modules if name.startswith("tutorial_code")]
print(type(sys.modules["pydantic"]).__name__)
try:
    live.in_page.warm_up.Refuse().find_spec("msgpack")
except RuntimeError as error:
    print(error)
"""


@pytest.mark.real
def test_the_snapshot_has_talked_to_a_server_and_holds_nothing_that_is_compiled(tmp_path):
    (tmp_path / "tutorial_code" / "ch00").mkdir(parents=True)  # as build/snapshot.mjs does
    done = subprocess.run(
        [sys.executable, "-c", WARM],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (done.stderr, done.returncode) == ("", 0)
    assert done.stdout == "StandIn\nmsgpack is imported while the snapshot is made\n"
