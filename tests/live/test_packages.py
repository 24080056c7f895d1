"""A missing program is installed, or named in one line."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from live import packages
from tests.processes import MEASURED, ROOT


@pytest.fixture
def bin(tmp_path: Path) -> Path:
    """A PATH with nothing on it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


def program(folder: Path, name: str, text: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


def make_sure(bin: Path, *names: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "live" / "packages.py"), *names],
        env={"PATH": str(bin), **MEASURED}, capture_output=True, text=True,
    )  # fmt: skip


@pytest.mark.real
def test_nothing_is_done_when_all_is_there(bin):
    program(bin, "browser", "")
    program(bin, "apt-get", "exit 1")
    done = make_sure(bin, "browser", "python3-venv")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.real
def test_without_apt_one_line_says_what_to_install(bin):
    program(bin, "browser", "")
    done = make_sure(bin, "browser", "stoat", "ferret|marten")
    assert done.returncode == 1
    assert done.stderr == (
        "Missing: stoat ferret. Install with: sudo apt-get install stoat ferret\n"
    )


def installer(bin: Path) -> str:
    """An apt-get that notes its words and installs a stoat."""
    stoat = f": > {bin}/stoat; chmod +x {bin}/stoat"
    return f'echo "$@" >> {bin}/words\ncase "$*" in *install*stoat*) {stoat};; esac'


@pytest.mark.real
def test_what_is_missing_is_installed_with_apt(bin):
    program(bin, "apt-get" if os.geteuid() == 0 else "real-apt-get", installer(bin))
    if os.geteuid() != 0:
        program(bin, "apt-get", "exit 1")
        program(bin, "sudo", 'shift; [ "$1" = true ] || { shift; exec real-apt-get "$@"; }')
    chmod = Path("/bin/chmod")
    (bin / "chmod").symlink_to(chmod)
    done = make_sure(bin, "stoat")
    assert done.returncode == 0, done.stderr
    assert (bin / "words").read_text(encoding="utf-8") == "-qq update\n-qq install -y stoat\n"


@pytest.mark.real
def test_another_will_do_where_the_first_cannot_be_installed(bin):
    program(bin, "apt-get", f'echo "$@" >> {bin}/words\nexit 1')
    program(bin, "sudo", 'shift; exec "$@"')
    program(bin, "stoat", "")
    done = make_sure(bin, "ferret|stoat")
    assert (done.returncode, done.stderr) == (0, "")
    assert "install -y ferret" in (bin / "words").read_text(encoding="utf-8")


@pytest.mark.real
def test_another_is_installed_where_the_first_cannot_be(bin):
    (bin / "chmod").symlink_to("/bin/chmod")
    program(bin, "apt-get", installer(bin))
    program(bin, "sudo", 'shift; exec "$@"')
    done = make_sure(bin, "ferret|stoat")
    assert (done.returncode, done.stdout) == (0, "Installing ferret\nInstalling stoat\n")


@pytest.mark.real
def test_an_installation_that_fails_is_named(bin):
    program(bin, "apt-get", "echo no network >&2; exit 1")
    program(bin, "sudo", 'shift; exec "$@"')
    done = make_sure(bin, "stoat")
    assert done.returncode == 1
    assert done.stdout.splitlines() == ["Installing stoat"]  # tried once
    assert done.stderr.endswith("Missing: stoat. Install with: sudo apt-get install stoat\n")


@pytest.mark.parametrize(
    ("programs", "user", "may", "command"),
    [
        (["apt-get"], 0, False, ["apt-get"]),
        (["apt-get", "sudo"], 1000, True, ["/bin/sudo", "-n", "apt-get"]),
        (["apt-get", "sudo"], 1000, False, None),
        (["apt-get"], 1000, False, None),
        (["sudo"], 0, True, None),
    ],
)
def test_apt_is_run_as_root_or_by_a_sudo_that_asks_for_nothing(
    monkeypatch, programs, user, may, command
):
    asked: list[list[str]] = []

    def answer(words: list[str], **_: Any) -> Any:
        asked.append(words)
        return SimpleNamespace(returncode=0 if may else 1)

    monkeypatch.setattr(os, "geteuid", lambda: user)
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}" if name in programs else None)
    monkeypatch.setattr(subprocess, "run", answer)
    assert packages.apt() == command
    assert all(words == ["/bin/sudo", "-n", "true"] for words in asked)


def test_what_sudo_has_to_say_is_no_matter(bin, monkeypatch, capfd):
    program(bin, "apt-get", "")
    program(bin, "sudo", "echo a password is required >&2; exit 1")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("PATH", str(bin))
    assert packages.apt() is None
    assert capfd.readouterr() == ("", "")


def test_a_python_that_is_just_new_enough_is_taken(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 11))
    assert packages.main([]) == 0


def test_an_older_python_says_which_one_is_needed(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 10, 9))
    monkeypatch.setattr(sys, "version", "3.10.9 (main, a day) [a compiler]")
    assert packages.main(["python3-venv"]) == 1
    said = capsys.readouterr()
    assert said.out == "Python 3.11 or newer is needed; this is 3.10.9\n"
    assert said.err == "Name another: make PYTHON=python3.12\n"
