"""Build what the page needs to run a server in it: build/runtime/.

Pyodide and the editor come from npm, Node from PyPI, the packages from this virtual environment.
The long part is done again only when what goes into it has changed.
"""

import contextlib
import fcntl
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from live.pages import page_packages

ROOT = Path(__file__).parents[2]
BROWSER = ROOT / "live" / "browser"
MODULES = BROWSER / "node_modules"
PARTS = ROOT / "build" / "runtime-parts"
LOCK = PARTS / "lock"
TARGET = ROOT / "build" / "runtime"

AUTHORS = re.compile(r"mistake_.*|another\.py|hints\.rst")
"""Files of exercises that only the authoring gate and the build read."""

Date = tuple[int, int, int, int, int, int]
"""Year, month, day, hour, minute, second."""

FETCHED = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"]


def main() -> None:
    """Build what has changed."""
    with alone():
        install_modules()
        parts = PARTS / key()
        if not parts.exists():
            build_parts(parts)
        assemble(parts)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Wait until no other process builds."""
    PARTS.mkdir(parents=True, exist_ok=True)
    with LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def key() -> str:
    """A name for all that goes into the long part."""
    digest = hashlib.sha256(sys.version.encode())
    files = [
        Path(__file__),
        Path(page_packages.__file__),
        page_packages.LOCK,
        BROWSER / "package-lock.json",
        *sorted((BROWSER / "build").glob("*.mjs")),
        *page_packages.OURS,
    ]
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def run(*command: str | Path, cwd: Path = BROWSER) -> None:
    """Run one of the virtual environment's programs; SystemExit with what it said if it fails."""
    programs = Path(sys.executable).parent
    env = os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [programs / command[0], *command[1:]], cwd=cwd, env=env, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    if done.returncode:
        words = " ".join(map(str, command))
        sys.exit(f"{words}\nshould succeed, but ended with {done.returncode}:\n{done.stdout}")


def install_modules() -> None:
    """``npm ci``, unless the lock file's packages are there."""
    lock = (BROWSER / "package-lock.json").read_bytes()
    mark = MODULES / ".installed"
    if not mark.exists() or mark.read_bytes() != lock:
        print("Installing the npm packages ...", flush=True)
        run("npm", "ci", "--no-audit", "--no-fund")
        mark.write_bytes(lock)


def build_parts(parts: Path) -> None:
    """Gather the packages, compile them, and take the snapshot."""
    print("Building the server that runs in the page: about half a minute ...", flush=True)
    work = PARTS / "new"
    shutil.rmtree(work, ignore_errors=True)
    packages = work / "packages"
    packages.mkdir(parents=True)
    pyodide = MODULES / "pyodide"
    info = json.loads((pyodide / "pyodide-lock.json").read_text("utf-8"))["info"]
    versions = page_packages.gather(packages, info, run)
    versions["pyodide"] = json.loads((pyodide / "package.json").read_text("utf-8"))["version"]
    run("node", BROWSER / "build" / "compile.mjs", packages)
    run("node", BROWSER / "build" / "snapshot.mjs", packages, work / "snapshot.bin")
    memory = (work / "snapshot.bin").read_bytes()
    (work / "snapshot.gz").write_bytes(gzip.compress(memory, 6, mtime=0))
    zip_folder(packages, work / "rest.zip")
    about = {"memory": len(memory), "info": info, "versions": versions}
    (work / "about.json").write_text(json.dumps(about), "utf-8")
    (work / "snapshot.bin").unlink()
    for stale in {*PARTS.iterdir(), packages, packages.with_name("wheels")} - {work, LOCK}:
        shutil.rmtree(stale)
    work.rename(parts)


def zip_folder(folder: Path, file: Path) -> None:
    """Pack a folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    write_zip({path.relative_to(folder).as_posix(): path.read_bytes() for path in files}, file)


def write_zip(files: dict[str, bytes], file: Path, date: Date = (1980, 1, 1, 0, 0, 0)) -> None:
    """Write an archive of files in this order, all of one date: it depends on nothing else."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, date)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)


def tutorial() -> str:
    """All files of tutorial_code/ that can run in a page, as JSON; they are text."""
    files = {}
    for path in sorted((ROOT / "tutorial_code").rglob("*")):
        if path.is_file() and path.suffix != ".pyc" and not AUTHORS.fullmatch(path.name):
            files[path.relative_to(ROOT).as_posix()] = path.read_text("utf-8")
    return json.dumps(files, ensure_ascii=False)


def assemble(parts: Path) -> None:
    """Put together what the site serves: the parts under their key, and what changes often."""
    folder = TARGET / parts.name
    if not folder.exists():
        work = TARGET / "new"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        fetched = [MODULES / "pyodide" / name for name in FETCHED]
        for file in [*fetched, parts / "snapshot.gz", parts / "rest.zip"]:
            shutil.copyfile(file, work / file.name)
        zipfile.ZipFile(work / "empty.zip", "w").close()
        work.rename(folder)
    files = tutorial()
    name = f"tutorial-{hashlib.sha256(files.encode()).hexdigest()[:12]}.json"
    write(TARGET / name, files)
    sizes = {file.name: file.stat().st_size for file in sorted(folder.iterdir())}
    about = json.loads((parts / "about.json").read_text("utf-8"))
    about |= {"folder": parts.name, "tutorial": name, "sizes": sizes}
    lines = [
        "// Written by live/pages/runtime.py.",
        '/** @type {import("./messages.mjs").About} */',
        f"export const about = {json.dumps(about, indent=1)};",
    ]
    write(TARGET / "about.mjs", "\n".join(lines) + "\n")
    for file in [*BROWSER.glob("*.mjs"), *BROWSER.glob("*.css")]:
        write(TARGET / file.name, file.read_text("utf-8"))
    for stale in TARGET.iterdir():
        if stale.is_dir() and stale != folder:
            shutil.rmtree(stale)
        elif stale.name.startswith("tutorial-") and stale.name != name:
            stale.unlink()


def write(file: Path, text: str) -> None:
    """Write a file, unless it says the same already."""
    if not file.exists() or file.read_text("utf-8") != text:
        file.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
