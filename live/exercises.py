"""The exercises: a folder ``tutorial_code/<chapter>/<exercise>/`` each, which is the registry.

A check is a conversation as a step's talk is, held on any runtime. What it finds is a verdict: a
pass, or what was done, what was expected, what came, and what crossed the wire.
"""

import ast
import asyncio
import contextlib
import importlib
import json
import re
import sys
import traceback
from dataclasses import dataclass, field, replace
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

from live import conversation, in_process
from live.translation import translate
from live.wire import Record

DOCS = conversation.TUTORIAL.parent / "docs"
LONGEST = 30.0
"""Seconds that a check may take in all; each of its waits has a shorter end of its own."""

SHOWN = re.compile(r"^\.\. exercise:: (\S+)", re.MULTILINE)
SAYS = re.compile(r"^The check says:(.*)", re.MULTILINE | re.DOTALL)


@dataclass
class Verdict:
    """What a check found. ``wire`` is the text log; the rest is empty where it passed.

    ``story`` is what happened, a sentence each; ``expected`` and ``came`` what should have come
    next and what came; ``because`` the likely cause. ``message`` says all of these in one text.
    ``trace`` is the traceback of a program that did not load, or what its server logged.
    """

    passed: bool
    message: str = ""
    story: list[str] = field(default_factory=list)
    expected: str = ""
    came: str = ""
    because: str = ""
    wire: str = ""
    trace: str = ""

    @classmethod
    def of(cls, error: Exception, record: Record) -> "Verdict":
        """The verdict of a check that failed; an error that is no ``NotYet`` speaks for itself."""
        parts = {name: getattr(error, name, "") for name in ("expected", "came", "because")}
        story = list(getattr(error, "story", []))
        known = str(error) if isinstance(error, AssertionError) else ""
        message = known or f"The check broke off with {type(error).__name__}: {error}"
        return cls(False, message, story, **parts, wire=record.as_text())

    def translated(self) -> "Verdict":
        """The same for a reader of another language, if one is in use."""
        return replace(
            self,
            message=translate(self.message),
            story=[translate(sentence) for sentence in self.story],
            expected=translate(self.expected),
            came=translate(self.came),
            because=translate(self.because),
        )


def exercises() -> list[str]:
    """Each exercise as "chapter/name", in the order in which the chapters show them."""
    found = []
    for chapter in sorted(conversation.TUTORIAL.glob("ch*/")):
        shown = SHOWN.findall((DOCS / f"{chapter.name}.rst").read_text("utf-8"))
        names = [f"{chapter.name}/{f.parent.name}" for f in sorted(chapter.glob("*/exercise.py"))]
        found += sorted(names, key=lambda name: shown.index(name) if name in shown else len(shown))
    return found


def folder(exercise: str) -> Path:
    """Where its files are."""
    return conversation.TUTORIAL / exercise


def docstring(file: Path) -> str:
    """What a program says of itself: of a starter it is the task."""
    return ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""


def hints(exercise: str) -> list[str]:
    """The hints, from a nudge to nearly the answer: the paragraphs of ``hints.rst``."""
    text = (folder(exercise) / "hints.rst").read_text("utf-8")
    return [hint.strip() for hint in re.split(r"\n\s*\n", text) if hint.strip()]


def mistakes(exercise: str) -> dict[str, str]:
    """Each program with a mistake, by its stem, and what the check should say of it."""
    found = {}
    for file in sorted(folder(exercise).glob("mistake_*.py")):
        says = SAYS.search(docstring(file))
        found[file.stem] = " ".join(says[1].split()) if says else ""
    return found


def load_file(file: Path) -> ModuleType:
    """Import a program from a file anywhere, anew, with anew what it imports of the tutorial."""
    conversation.forget()
    module = sys.modules[file.stem] = ModuleType(file.stem)
    module.__file__ = str(file)
    SourceFileLoader(file.stem, str(file)).exec_module(module)
    return module


async def check(
    exercise: str, server: Any, program: ModuleType, record: Record | None = None
) -> Verdict:
    """Check a server of any runtime on which the program runs; what crosses the wire is recorded.

    The program is loaded first: to load anew makes all modules of the tutorial new.
    """
    record = record or Record()
    module = importlib.import_module(f"tutorial_code.{exercise.replace('/', '.')}.check")
    try:
        async with asyncio.timeout(LONGEST):
            await conversation.hold(module.check, server, record, program=program)
    except Exception as error:
        return Verdict.of(error, record)
    return Verdict(True, wire=record.as_text())


async def check_in_process(exercise: str, program: ModuleType) -> Verdict:
    """Serve a program in this event loop and check it."""
    async with in_process.serve(program.api, **conversation.settings(program)) as server:
        found = await check(exercise, server, program)
    found.trace = "" if found.passed else server.log
    return found


def check_file(exercise: str, file: Path) -> Verdict:
    """Check the program in a file, which may not even load."""
    try:
        program = load_file(file)
        if not hasattr(program, "api"):
            return Verdict(
                False, "This file has no `api`. A server begins with: api = responder.API()"
            )
        return asyncio.run(check_in_process(exercise, program))
    except (Exception, SystemExit) as error:
        message = f"The program does not run: {type(error).__name__}: {error}"
        return Verdict(False, message, trace="".join(own_traceback(error, file)))


def own_traceback(error: BaseException, file: Path) -> list[str]:
    """The traceback from the file on, without what led to it."""
    told = traceback.TracebackException.from_exception(error)
    own = [frame.filename == str(file) for frame in told.stack]
    del told.stack[: own.index(True) if any(own) else len(own)]
    return list(told.format())


def main() -> None:
    """Check one file, ``exercise file``, and print the verdict as JSON: see learn.py."""
    _, exercise, file = sys.argv
    sys.dont_write_bytecode = True
    with contextlib.redirect_stdout(sys.stderr):  # what the program prints is none of the verdict
        found = check_file(exercise, Path(file))
    print(json.dumps(vars(found)))


if __name__ == "__main__":
    main()
