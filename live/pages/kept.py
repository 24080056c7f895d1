"""What a build found out is kept for the next one: to hold a conversation takes its time.

It stands beside the doctrees under a name, with the files that it came from and their digest. What
has changed since is found out again; a build from scratch finds out everything.
"""

import functools
import hashlib
import os
import pickle
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

ROOT = Path(__file__).parents[2]


def kept(
    env: BuildEnvironment,
    name: str,
    find: Callable[[], tuple[Any, Iterable[str | Path]]],
    asked: str = "",
) -> tuple[Any, list[str]]:
    """What ``find()`` gave the last time, unless a file that it came from has changed.

    ``find`` gives the result, and the files besides those of ``live/`` that it came from. ``asked``
    is what was asked, which must be the same, too. What raises is not kept.
    """
    file = folder(env.doctreedir) / f"{name}.pickle"
    if file.exists():
        old: tuple[str, Any, list[str]] = pickle.loads(file.read_bytes())
        digest, found, files = old
        if digest == digest_of(asked, files):
            return found, files
    found, several = find()
    files = sorted(map(str, several))
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(f".{os.getpid()}")  # others may find out the same beside us
    unfinished.write_bytes(pickle.dumps((digest_of(asked, files), found, files)))
    unfinished.replace(file)
    return found, files


def folder(doctreedir: str | Path) -> Path:
    """Where it stands."""
    return Path(doctreedir) / "kept"


def forget(app: Sphinx) -> None:
    """A build that reads every page anew finds out everything anew, too."""
    if app.fresh_env_used:
        shutil.rmtree(folder(app.doctreedir), ignore_errors=True)


def digest_of(asked: str, files: list[str]) -> str:
    """What was asked and what the files hold, as one digest; one that is gone holds nothing."""
    digest = hashlib.sha256(f"{machinery()}{asked}".encode())
    for path in map(Path, files):
        held = path.read_bytes() if path.exists() else b""
        digest.update(f"\n{path} {len(held)}\n".encode() + held)
    return digest.hexdigest()


@functools.cache
def machinery() -> str:
    """What this process runs, besides the tutorial's code: our own, and the packages under it."""
    digest = hashlib.sha256(sys.version.encode())
    browser = (ROOT / "live" / "browser").glob("*.mjs")
    for file in [
        ROOT / "requirements.txt",
        *sorted((ROOT / "live").rglob("*.py")),
        *sorted(browser),
    ]:
        if "node_modules" not in file.parts:
            digest.update(file.read_bytes())
    return digest.hexdigest()


def setup(app: Sphinx) -> None:
    """Register it with Sphinx."""
    app.connect("builder-inited", forget)
