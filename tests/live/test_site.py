"""What a publisher serves beside the pages: the zip of the site, and the book."""

import runpy
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from live.pages import runtime, site
from tests.live.test_build import found, touch
from tests.processes import ROOT

PAGE = """<p>Before.</p>
<p><a class="reference external" href="websocket-tutorial.zip">the zip</a> is
this site.</p>
<p><a class="reference external" href="websocket-tutorial.epub">the book</a></p>"""


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site and a book as Sphinx leaves them; the folder of the site."""
    html, epub = tmp_path / "build" / "html", tmp_path / "build" / "epub" / f"{site.NAME}.epub"
    touch(html, "_static/live/panel.mjs", ".buildinfo", ".doctrees/page.doctree", "page.txt")
    (html / "page.html").write_text(PAGE, "utf-8")
    epub.parent.mkdir()
    with zipfile.ZipFile(epub, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr("page.xhtml", "words " * 100)
    monkeypatch.setattr(site, "HTML", html)
    monkeypatch.setattr(site, "EPUB", epub)
    monkeypatch.setattr(runtime, "ROOT", tmp_path)
    monkeypatch.setattr(site, "check", lambda epub: "")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    return html


def test_the_zip_is_the_site_with_the_book_in_one_folder(built, capsys):
    site.main()
    with zipfile.ZipFile(built / f"{site.NAME}.zip") as archive:
        names = ["_static/live/panel.mjs", "page.html", "page.txt", f"{site.NAME}.epub"]
        assert archive.namelist() == [f"{site.NAME}/{name}" for name in names]
        assert {entry.date_time for entry in archive.infolist()} == {(2023, 11, 14, 22, 13, 20)}
        page = archive.read(f"{site.NAME}/page.html").decode()
        assert archive.read(f"{site.NAME}/page.txt") == b"page.txt"
    assert page == "<p>Before.</p>\n\n" + PAGE.splitlines()[-1]
    said = capsys.readouterr().out
    assert f"build/html/{site.NAME}.epub: 0.0 MB\nbuild/html/{site.NAME}.zip: 0.0 MB\n" == said


def test_two_runs_give_the_same_files(built):
    def contents() -> list[bytes]:
        site.main()
        return [(built / f"{site.NAME}.{kind}").read_bytes() for kind in ("epub", "zip")]

    assert contents() == contents()


def test_a_book_tells_its_kind_first_and_unpacked(built):
    site.main()
    with zipfile.ZipFile(built / f"{site.NAME}.epub") as book:
        kind, page = book.infolist()
    assert (kind.filename, kind.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert page.compress_type == zipfile.ZIP_DEFLATED
    assert kind.date_time == page.date_time == (1980, 1, 1, 0, 0, 0)


def test_a_bad_book_ends_the_build_with_what_is_wrong(built, monkeypatch):
    monkeypatch.setattr(site, "check", lambda epub: f"ERROR in {epub.name}")
    with pytest.raises(SystemExit, match=r"should pass epubcheck, but:\nERROR in websocket-tut"):
        site.main()
    assert found(built) == [
        *(".buildinfo", ".doctrees/page.doctree", "_static/live/panel.mjs"),
        *("page.html", "page.txt", f"{site.NAME}.epub"),
    ]


@pytest.mark.parametrize(("status", "said"), [(1, "ERROR\nmore\n"), (0, "")])
@pytest.mark.parametrize("packed", [True, False])
def test_epubcheck_is_run_as_it_is_installed(tmp_path, monkeypatch, status, said, packed):
    """Debian's is an archive of Java; others are programs."""
    program = tmp_path / "epubcheck"
    if packed:
        zipfile.ZipFile(program, "w").close()
    else:
        program.write_text("#!/bin/sh", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    ran = []

    def run(command: list[str], **how: object) -> subprocess.CompletedProcess[str]:
        assert how["text"]
        ran.append(command)
        return subprocess.CompletedProcess(command, status, "ERROR\nmore\n")

    monkeypatch.setattr(subprocess, "run", run)
    assert site.check(Path("a.epub")) == said
    java = ["java", "-jar"] if packed else []
    assert ran == [[*java, str(program), "--quiet", "--failonwarnings", "a.epub"]]


def test_without_epubcheck_it_is_said_how_to_install_it(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert site.check(Path("a.epub")) == "epubcheck is missing: sudo apt-get install epubcheck"


def test_make_site_runs_it(built, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SystemExit, match="epubcheck is missing"):
        runpy.run_path(site.__file__, run_name="__main__")


@pytest.mark.real
@pytest.mark.long
@pytest.mark.proof
@pytest.mark.timeout(900)
def test_the_book_of_all_chapters_passes_epubcheck(tmp_path):
    command = ["-m", "sphinx", "-nWq", "-c", ".", "-b", "epub", "-d", str(tmp_path / "trees")]
    subprocess.run([sys.executable, *command, "docs", str(tmp_path / "epub")], cwd=ROOT, check=True)
    site.repack(tmp_path / "epub" / f"{site.NAME}.epub", tmp_path / "book.epub")
    assert site.check(tmp_path / "book.epub") == ""
