"""Directives, roles and the honesty of a failed build, on pages of one line."""

import contextlib
import io
import logging
import os
import re
import shutil
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest
from sphinx.cmd.build import main as sphinx_build

from live.pages import extension
from tests.processes import ROOT

STEP = ROOT / "tutorial_code" / "ch02_echo" / "step1_echo.py"
CONF = "extensions = ['live.pages.extension']\nlive_runtime = False\n"


class Docs:
    """A folder of pages and what building them says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "docs").mkdir()
        (folder / "conf.py").write_text(CONF, encoding="utf-8")
        (folder / "tutorial_code").symlink_to(ROOT / "tutorial_code")
        self.write("index", ".. toctree::\n\n   page")

    def write(self, page: str, text: str) -> None:
        (self.folder / "docs" / f"{page}.rst").write_text(f"Title\n=====\n\n{text}\n", "utf-8")

    def build(self, *options: str, **variables: str) -> tuple[int, str]:
        """Build them in this process; the exit status, and what was said."""
        with (
            contextlib.chdir(self.folder),
            mock.patch.dict(os.environ, variables),
            contextlib.redirect_stdout(io.StringIO()) as out,
            contextlib.redirect_stderr(out),
            warnings.catch_warnings(action="ignore"),
        ):
            status = sphinx_build(["-nW", *(options or ["-q"]), "-c", ".", "docs", "html"])
        return status, out.getvalue()

    def build_well(self) -> None:
        assert self.build() == (0, "")

    def taken(self, name: str) -> bytes:
        """What the link over a file of that name gives to a reader."""
        links = re.findall(
            r'<a class="reference download internal" download="" href="(.*?)">(.*?)</a>',
            self.html("page"),
        )
        file: str
        [file] = [href for href, words in links if words == name]
        return (self.folder / "html" / file).read_bytes()

    def settings(self, text: str) -> None:
        """Add a line to the settings."""
        with (self.folder / "conf.py").open("a", encoding="utf-8") as conf:
            conf.write(f"{text}\n")

    def read(self, file: str) -> str:
        """A file that was built."""
        return (self.folder / "html" / file).read_text(encoding="utf-8")

    def html(self, page: str) -> str:
        return (self.folder / "html" / f"{page}.html").read_text(encoding="utf-8")

    def styles(self, page: str) -> str:
        sheets = re.findall(r"_static/styles-\w+.css", self.html(page))
        return "".join(self.read(sheet) for sheet in sheets)


@pytest.fixture
def docs(tmp_path: Path) -> Docs:
    return Docs(tmp_path)


def test_a_snippet_shows_the_file_and_its_name(docs):
    docs.write("page", ".. snippet:: ch02_echo/step1_echo.py")
    assert docs.build() == (0, "")
    assert "iter_text" in docs.html("page")
    assert ">ch02_echo/step1_echo.py</a></span>" in docs.html("page")
    assert docs.taken("ch02_echo/step1_echo.py") == STEP.read_bytes()


def test_the_name_of_a_part_leads_to_the_whole_file(docs):
    docs.write("page", ".. snippet:: ch02_echo/step1_echo.py\n   :pyobject: echo")
    docs.build_well()
    assert docs.taken("ch02_echo/step1_echo.py") == STEP.read_bytes()


def test_a_page_that_a_program_serves_is_taken_as_it_is(docs):
    docs.write("page", ".. snippet:: ch05_browser/static/index.html")
    docs.build_well()
    served = ROOT / "tutorial_code" / "ch05_browser" / "static" / "index.html"
    assert docs.taken("ch05_browser/static/index.html") == served.read_bytes()


def test_an_exercise_offers_its_starter(docs):
    docs.write("page", ".. exercise:: ch02_echo/shout\n   :new: x")
    docs.build_well()
    starter = ROOT / "tutorial_code" / "ch02_echo" / "shout" / "exercise.py"
    assert docs.taken("ch02_echo/shout/exercise.py") == starter.read_bytes()


def test_a_snippet_of_one_function_leaves_the_rest_out(docs):
    docs.write("page", ".. snippet:: ch02_echo/step1_echo.py\n   :pyobject: echo")
    assert docs.build() == (0, "")
    assert "iter_text" in docs.html("page")
    assert "import" not in docs.html("page").partition("<pre>")[2].partition("</pre>")[0]


def test_a_wrong_program_is_marked(docs):
    docs.write("page", ".. snippet:: ch02_echo/wrong_no_loop.py")
    assert docs.build() == (0, "")
    assert ">ch02_echo/wrong_no_loop.py - wrong on purpose</a></span>" in docs.html("page")


def test_the_talk_of_a_wrong_program_is_not(docs):
    docs.write("page", ".. snippet:: ch04_formats/wrong_trusting_talk.py")
    assert docs.build() == (0, "")
    assert "wrong on purpose" not in docs.html("page")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (".. snippet:: ch02_echo/nothing.py", "page.rst:4: WARNING: Include file"),
        (
            ".. snippet:: ch02_echo/step1_echo.py\n   :pyobject: nothing",
            "page.rst:4: WARNING: Object",
        ),
        (":proof:`test_ch02_echo.py::test_nothing`", "page.rst:4: WARNING: there is no test"),
        (":proof:`test_nothing.py::test_any`", "page.rst:4: WARNING: there is no test"),
    ],
)
def test_a_mistake_in_a_page_is_named_with_file_and_line(docs, text, said):
    docs.write("page", text)
    status, err = docs.build()
    assert status == 1
    assert said in err


def test_a_proof_names_a_test_that_exists(docs):
    docs.write("page", ":proof:`test_ch02_echo.py::test_any_text_comes_back`")
    assert docs.build() == (0, "")
    assert "test_any_text_comes_back" in docs.html("page")


@pytest.mark.parametrize("mistake", [":nosuch:`role`", ":doc:`nowhere`"])
def test_a_page_that_fails_says_so_and_fails_again_until_it_is_mended(docs, mistake):
    """Both a mistake found while reading, and one found while writing."""
    docs.write("page", mistake)
    first = docs.build()
    assert first[0] == 1
    assert "page.rst:4: " in first[1]
    assert 'role="alert"' in docs.html("page")
    assert "docs/page.rst:4: " in docs.html("page")
    assert 'role="alert"' not in docs.html("index")
    assert docs.build() == first
    assert 'role="alert"' in docs.html("page")
    docs.write("page", "All is well.")
    assert docs.build() == (0, "")
    assert 'role="alert"' not in docs.html("page")


def test_a_mistake_in_an_included_file_is_shown_on_the_page_that_includes_it(docs):
    docs.write("page", ".. include:: ../part.txt")
    (docs.folder / "part.txt").write_text(":nosuch:`role`", encoding="utf-8")
    first = docs.build()
    assert first[0] == 1
    assert "<code>part.txt:1: Unknown interpreted text role" in docs.html("page")
    assert docs.build() == first


def many_pages(docs):
    """More pages than one process reads: one runs a server, and one includes what fails."""
    docs.write("index", ".. toctree::\n   :glob:\n\n   *")
    (docs.folder / "part.txt").write_text(":nosuch:`role`", encoding="utf-8")
    for number in range(7):
        docs.write(f"page{number}", f"Page {number} says :term:`word`.")
    docs.write("page", ".. snippet:: ch02_echo/step1_echo.py\n\n.. glossary::\n\n   word\n      x")
    docs.write("fails", ".. include:: ../part.txt")


def written(docs) -> dict[str, bytes]:
    """The site's files, without what Sphinx notes for itself."""
    site = docs.folder / "html"
    files = [file for file in site.rglob("*") if file.is_file()]
    names = [file.relative_to(site).as_posix() for file in files]
    return {name: (site / name).read_bytes() for name in names if not name.startswith(".")}


class Env:
    """What the handler asks of Sphinx's: one file is a page, and one page is being read."""

    def __init__(self, reading: str = "") -> None:
        self.current_document = SimpleNamespace(docname=reading)

    def path2doc(self, path: str) -> str | None:
        return "page" if path.endswith("page.rst") else None


@pytest.mark.parametrize(
    ("reading", "location", "page"),
    [
        ("", "docs/page.rst:3", "page"),
        ("other", "docs/page.rst:3", "page"),
        ("other", "docs/part.txt:3", "other"),
        ("", "docs/part.txt:3", os.path.realpath("docs/part.txt")),
    ],
)
def test_a_warning_is_its_files_or_else_of_the_page_that_is_read(reading, location, page):
    app: Any = SimpleNamespace(env=Env(reading))
    heard = extension.Warnings(app)
    heard.translate = lambda record: True
    record = logging.LogRecord("sphinx", logging.WARNING, "", 0, "it is so", None, None)
    record.location = location
    for _ in range(2):  # Sphinx may hand it out again
        heard.emit(record)
    file, _, line = location.partition(":")
    assert heard.of_page == {page: [f"{file}:{line}: it is so"]}


def test_a_warning_before_any_page_is_of_none():
    app: Any = SimpleNamespace(env=None)
    heard = extension.Warnings(app)
    heard.emit(logging.LogRecord("sphinx", logging.WARNING, "", 0, "it is so", None, None))
    assert heard.of_page == {}


def test_two_processes_write_the_same_site_as_one(docs):
    many_pages(docs)
    sites = []
    for processes in ("1", "2"):
        shutil.rmtree(docs.folder / "html", ignore_errors=True)
        status, said = docs.build("-q", "--keep-going", "-j", processes)
        assert status == 1
        assert said.count("Unknown interpreted text role") == 1
        assert "doing serial" not in said
        failed = (docs.folder / "html" / ".doctrees" / "failed_pages.json").read_text("utf-8")
        assert failed == '["fails"]'
        sites.append(written(docs))
    assert b'role="alert"' in sites[0]["fails.html"]
    assert sites[0].keys() == sites[1].keys()
    assert [name for name in sites[0] if sites[0][name] != sites[1][name]] == []


def test_an_edit_writes_its_page_and_the_first_and_no_other(docs):
    many_pages(docs)
    docs.build("-q", "--keep-going")
    site = docs.folder / "html"
    docs.write("fails", "It is mended.")
    docs.build_well()
    before = {file: file.stat().st_mtime_ns for file in site.glob("*.html")}
    docs.write("page3", "Other words.")
    docs.build_well()
    changed = {file.stem for file, time in before.items() if file.stat().st_mtime_ns != time}
    assert changed - {"genindex", "search"} == {"index", "page3"}


def test_an_unchanged_page_is_not_read_again(docs):
    docs.write("page", "All is well.")
    docs.build()
    assert "0 added, 0 changed, 0 removed" in docs.build("--no-color")[1]


def test_each_row_of_a_table_of_codes_is_a_place_that_the_index_knows(docs):
    table = "   Code,Name\n   1000,Normal closure\n   4000 to 4999,(private)\n"
    rows = f":header-rows: 1\n   :class: codes\n\n{table}"
    docs.write("page", f".. csv-table::\n\n{table}\n.. csv-table::\n   {rows}")
    docs.build_well()
    assert re.findall(r'<tr class="[^"]*" id="([^"]*)"', docs.html("page")) == [
        "code-1000",
        "code-4000-to-4999",
    ]
    assert re.findall(r'href="page.html#code-1000"><strong>(.*?)<', docs.html("genindex")) == [
        "1000, Normal closure"
    ]
    index = (docs.folder / "html" / "searchindex.js").read_text("utf-8")
    assert '"1000, normal closure":[[1,"code-1000",true]]' in index
