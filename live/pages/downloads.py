"""One archive for each chapter: its programs, what they import, and what it takes to run them."""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from live import conversation
from live.pages import runtime
from live.pages.catalogues import gettext
from live.pages.page_packages import locked

ROOT = runtime.ROOT
LEFT_OUT = re.compile(rf"{runtime.AUTHORS.pattern}|check\.py|.*\.pyc")
"""What does not run by itself: a check needs what `make learn` has."""
NAMES = {"websocket": "websocket-client"}
"""The package of a module, where it is not named like it."""
README = """\
{title}: the programs of the chapter, from "{project}".

Python 3.11 or newer runs them. Once, in this folder:

    python -m venv .venv
    .venv/bin/python -m pip install -r requirements.txt

and then, for example:

    .venv/bin/python -m {first}

It says where it listens. Talk to it from a second terminal with

    .venv/bin/python -m websockets ws://127.0.0.1:5042/<path>

On Windows it is .venv\\Scripts\\python in each of these.

{programs}
"""


def write_chapter(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Write the archive of a chapter, and the line at its end that offers it."""
    if app.builder.name != "html" or not (conversation.TUTORIAL / page).is_dir():
        return
    files = archive(page, app.env.titles[page].astext(), app.config.project)
    target = Path(app.outdir) / "_downloads" / f"{page}.zip"
    target.parent.mkdir(exist_ok=True)
    runtime.write_zip(files, target)
    words = gettext(
        "Take it with you: <a {programs}>the programs of this chapter</a>, "
        "with what they need to run ({size} KiB), and <a {text}>this page as plain text</a>."
    ).format(
        programs=f'href="_downloads/{page}.zip" download',
        size=round(target.stat().st_size / 1024),
        text=f'href="{page}.txt"',
    )
    context["body"] += f'<p class="take-along">{words}</p>\n'


def archive(chapter: str, title: str, project: str) -> dict[str, bytes]:
    """The files of a chapter's archive, all of them under one folder."""
    programs = with_imports(own_files(conversation.TUTORIAL / chapter))
    found = {file.relative_to(ROOT).as_posix(): file.read_bytes() for file in sorted(programs)}
    servers = [step for step in conversation.servers() if step.startswith(f"{chapter}/")]
    names = [f"tutorial_code.{step.replace('/', '.')}" for step in servers]
    listed = [f"{name}\n    {says(module_file(name))}" for name in names]
    first = min(names, key=lambda name: ".step" not in name)
    readme = README.format(title=title, project=project, first=first, programs="\n".join(listed))
    found["README.txt"] = readme.encode()
    found["LICENSE"] = (ROOT / "LICENSE").read_bytes()
    found["requirements.txt"] = "".join(requirements(programs)).encode()
    return {f"{chapter}/{name}": content for name, content in found.items()}


def own_files(folder: Path) -> set[Path]:
    """What a reader runs or looks at of a folder of tutorial_code."""
    return {
        file for file in folder.rglob("*") if file.is_file() and not LEFT_OUT.fullmatch(file.name)
    }


def with_imports(files: set[Path]) -> set[Path]:
    """These files, the modules of the tutorial that they import, and what stands beside those."""
    found, wanted = set[Path](), set(files)

    @cache  # many modules stand in one chapter
    def beside(chapter: Path) -> set[Path]:
        return {each for each in own_files(chapter) if each.suffix != ".py"}

    while wanted:
        file = wanted.pop()
        found.add(file)
        for name in imports(file):
            module = module_file(name)
            if module and module not in found:
                wanted |= {module, *(beside(chapter_of(module)) - found)}
    return found


@cache
def imports(file: Path) -> frozenset[str]:
    """The dotted names that a program imports; of ``from a import b`` both ``a`` and ``a.b``."""
    if file.suffix != ".py":
        return frozenset()
    names = set[str]()
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(names)


def module_file(name: str) -> Path | None:
    """The file of a module of the tutorial, if a name is one."""
    file = ROOT.joinpath(*name.split(".")).with_suffix(".py")
    return file if name.startswith("tutorial_code.") and file.is_file() else None


def chapter_of(file: Path) -> Path:
    """The folder of a chapter that a module stands in."""
    return conversation.TUTORIAL / file.relative_to(conversation.TUTORIAL).parts[0]


def says(file: Path | None) -> str:
    """The sentence that a program opens with."""
    assert file
    return (ast.get_docstring(parsed(file)) or "").partition("\n")[0]


def parsed(file: Path) -> ast.Module:
    """A program as a tree; an empty one if it is no Python, of which its page tells."""
    try:
        return ast.parse(file.read_text("utf-8"))
    except SyntaxError:
        return ast.Module([], [])


def requirements(files: Iterable[Path]) -> Iterator[str]:
    """A line for each package that the programs import, in the version that is proved."""
    used = {name.partition(".")[0] for file in files for name in imports(file)}
    used |= {"websockets"}  # the client of the README
    used -= {*sys.stdlib_module_names, "tutorial_code"}
    versions = locked()
    for package in sorted(NAMES.get(name, name) for name in used):
        yield f"{package}=={versions[package]}\n"


def setup(app: Sphinx) -> None:
    """Register it with Sphinx."""
    app.connect("html-page-context", write_chapter)
