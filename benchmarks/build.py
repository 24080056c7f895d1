"""How the build of the pages scales: ``make bench`` prints a table, and fails above a limit.

A saved chapter is shown by ``make live`` in so many times what sphinx-autobuild takes for a project
of one page with the same theme: as long as the chapter, or as short as can be. Five times the
chapters are built from scratch in so many times the time. The sides take turns, and the figures are
ratios of medians.
"""

import argparse
import asyncio
import contextlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from websockets.asyncio.client import connect

from benchmarks.table import Row, show
from live.__main__ import answers
from tests.chapters import BLOCK, CHAPTERS
from tests.processes import ROOT, copy_repository, free_ports, run

TIMES = 5
LIMITS = {"as long": (1.5, 1.25), "of one line": (1.5, 1.25)}
"""What the rebuild of a chapter may take, and should, by that of one page with the same theme."""
BUILD = ("-m", "sphinx", "build", "-E", "-q", "-j", "auto", "-c", ".", "docs", "build/html")


def one_page(folder: Path, text: str) -> Path:
    """A project of one page with the same theme."""
    (folder / "docs").mkdir(parents=True)
    (folder / "conf.py").write_text('html_theme = "furo"\n', "utf-8")
    (folder / "tutorial_code").symlink_to(ROOT / "tutorial_code")
    (folder / "docs" / "index.rst").write_text(f"One\n===\n\n{text}\n", "utf-8")
    return folder


def plain(chapter: str) -> str:
    """A chapter's words and programs, without what only this project's directives do."""

    def show(block: re.Match[str]) -> str:
        if block["name"] != "snippet":
            return ""
        return f".. literalinclude:: ../tutorial_code/{block['argument']}\n   :language: python\n\n"

    text = BLOCK.sub(show, (ROOT / "docs" / f"{chapter}.rst").read_text("utf-8"))
    return re.sub(r":\w+:`", "`", text)


def as_long_as_most() -> str:
    """The chapter of the middle length."""
    sizes = {chapter: (ROOT / "docs" / f"{chapter}.rst").stat().st_size for chapter in CHAPTERS}
    return sorted(sizes, key=lambda chapter: sizes[chapter])[len(sizes) // 2]


def multiply(project: Path) -> Path:
    """Add copies of each chapter, with copies of the programs that it shows and holds."""
    names = re.compile(rf"(?<!\w)({'|'.join(CHAPTERS)})(?!\w)")
    code = project / "tutorial_code"
    sources = {
        chapter: [f for f in (code / chapter).rglob("*") if f.is_file()] for chapter in CHAPTERS
    }
    added = []
    for number in range(2, TIMES + 1):
        another = rf"\1_again{number}"
        for chapter in CHAPTERS:
            added.append(f"{chapter}_again{number}")
            page = (project / "docs" / f"{chapter}.rst").read_text("utf-8")
            (project / "docs" / f"{added[-1]}.rst").write_text(names.sub(another, page), "utf-8")
            for file in sources[chapter]:
                copied = code / added[-1] / file.relative_to(code / chapter)
                copied.parent.mkdir(parents=True, exist_ok=True)
                copied.write_text(names.sub(another, file.read_text("utf-8")), "utf-8")
    index = project / "docs" / "index.rst"
    toctree = "\n".join([".. toctree::", "", *(f"   {name}" for name in added)])
    index.write_text(f"{index.read_text('utf-8')}\n{toctree}\n", "utf-8")
    return project


@contextlib.asynccontextmanager
async def watched(folder: Path, *command: str, **env: str) -> AsyncIterator[Any]:
    """Rebuild a project at each save; what hears of each rebuild."""
    async with run(sys.executable, *command, cwd=folder, env=env) as program:
        await program.says("Serving on", within=600)
        await answers(env["DOCS_PORT"])
        url = f"ws://127.0.0.1:{env['DOCS_PORT']}/websocket-reload"
        async with connect(url, proxy=None) as reload:
            yield reload


async def save(file: Path, reload: Any) -> float:
    """Add a line to a page; the seconds until a browser would load it again."""
    begun = time.perf_counter()
    with file.open("a", encoding="utf-8") as page:  # it is measured
        page.write("\nAnother line.\n")
    assert await reload.recv() == "refresh"
    return time.perf_counter() - begun


async def edits(project: Path, others: dict[str, Path], chapter: str, rounds: int) -> list[Row]:
    """How long an edit of a chapter takes until it is shown, and of the one page of each other."""
    took: dict[str, list[float]] = {name: [] for name in ["ours", *others]}
    async with contextlib.AsyncExitStack() as stack:
        docs, steps, *ports = map(str, free_ports(2 + len(others)))
        live = watched(project, "-m", "live", DOCS_PORT=docs, LIVE_PORT=steps)
        pages = {
            "ours": (project / "docs" / f"{chapter}.rst", await stack.enter_async_context(live))
        }
        for port, (name, folder) in zip(ports, others.items(), strict=True):
            command = ("-q", "--port", port, "-c", ".", "docs", "build/html")
            one = watched(folder, "-m", "sphinx_autobuild", *command, DOCS_PORT=port)
            pages[name] = folder / "docs" / "index.rst", await stack.enter_async_context(one)
        for _ in range(rounds):
            for name, (page, reload) in pages.items():
                took[name].append(await save(page, reload))
    what = "a chapter shown by make live / one page"
    return [compare(f"{what} {name}", took["ours"], took[name], *LIMITS[name]) for name in others]


def builds(project: Path, larger: Path, rounds: int) -> Row:
    """How long a build from scratch takes."""
    took: dict[Path, list[float]] = {project: [], larger: []}
    for _ in range(rounds):
        for folder, seconds in took.items():
            shutil.rmtree(folder / "build" / "html", ignore_errors=True)
            begun = time.perf_counter()
            subprocess.run(
                [sys.executable, *BUILD], cwd=folder, check=True, stderr=subprocess.DEVNULL
            )
            seconds.append(time.perf_counter() - begun)
    return compare(
        f"{TIMES} times the chapters / the chapters", took[larger], took[project], 7, TIMES
    )


def compare(name: str, ours: list[float], theirs: list[float], must: float, aim: float) -> Row:
    """The row of a ratio."""
    one, other = statistics.median(ours), statistics.median(theirs)
    return Row(name, one / other, must, aim, f"{one:.2f} / {other:.2f} s")


def main() -> int:
    """Print the table; 1 if a figure is above its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="at least three")
    rounds = max(3, parser.parse_args().rounds)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        chapter = as_long_as_most()
        texts = dict(zip(LIMITS, [plain(chapter), "A page."], strict=True))
        others = {name: one_page(folder / name, text) for name, text in texts.items()}
        project = copy_repository(folder / "project")
        rows = asyncio.run(edits(project, others, chapter, 2 * rounds + 1))
        rows.append(builds(project, multiply(copy_repository(folder / "larger")), rounds))
    return show(f"medians of {2 * rounds + 1} and {rounds}", rows)


if __name__ == "__main__":
    sys.exit(main())
