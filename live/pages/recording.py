"""The conversations that the build holds, so that each page shows what really happens."""

import asyncio
import contextlib
import importlib
import logging
import random
import re
import sys
from collections.abc import Callable, Coroutine, Iterable, Iterator
from pathlib import Path
from typing import Any

from sphinx.environment import BuildEnvironment

from live import conversation, exercises, in_process
from live.pages.kept import kept
from live.wire import Event, Record

LONGEST = 2000
"""Characters of one message that a page carries of a recorded conversation."""

RANDOM = {"sec-websocket-key", "sec-websocket-accept", "date"}
"""Headers on whose values no two runs agree."""

SECRET = re.compile(r"[\w-]{40,}")
"""What a server makes up and hands out in a cookie, on which no two runs agree either."""

SERVED = ("*.html", "*.js", "*.css")
"""Files that a program may serve."""


Telling = Callable[[str], Coroutine[Any, Any, dict[str, Any]]]


def told(env: BuildEnvironment, tell: Telling, name: str) -> dict[str, Any]:
    """What ``tell`` or ``tell_check`` says, as in the last build if nothing has changed since.

    The page that is being read is read again when a file changes that was run or served for it.
    """

    def find() -> tuple[dict[str, Any], set[Path]]:
        try:
            found = asyncio.run(tell(name))
        finally:
            note(run_or_served())  # what fails may be mended in each of them
        return found, run_or_served()

    def note(files: Iterable[str | Path]) -> None:
        for file in files:
            env.note_dependency(file)

    found, files = kept(env, f"{tell.__name__}.{name.replace('/', '.')}", find)
    note(files)
    return dict(found)


def run_or_served() -> set[Path]:
    """The modules of the tutorial that are loaded, and the pages that stand in their chapters."""
    modules = [module for name, module in sys.modules.items() if name.startswith("tutorial_code.")]
    files = {Path(file) for module in modules if (file := getattr(module, "__file__", None))}
    chapters = {
        conversation.TUTORIAL / name.split(".")[1]
        for name in sys.modules
        if name.startswith("tutorial_code.ch")
    }
    return files | {file for chapter in chapters for kind in SERVED for file in chapter.rglob(kind)}


async def tell(step: str) -> dict[str, Any]:
    """Hold a step's conversation: its ``events``, what it ``prints``, whether ``/`` is a page.

    ``answer`` is what the conversation came to: a prediction's right answer.
    """
    record = Record()
    with quiet(), conversation.printed() as said:
        module = conversation.load(step)
        async with in_process.serve(module.api, **conversation.settings(module)) as server:
            await conversation.hold(conversation.load_talk(step), server, record)
            prints = said.getvalue().splitlines()
            page = await has_page(server)
    return {"events": as_told(record), "prints": prints, "page": page, "answer": record.answer}


async def tell_check(exercise: str) -> dict[str, Any]:
    """Hold an exercise's check with its solution; AssertionError if it does not pass.

    ``example`` is how its clients began, to which the clients of a panel are set at first.
    """
    random.seed(exercise)  # so that two builds give the same page
    with quiet(), conversation.printed():
        module = conversation.load(f"{exercise}/solution")
        # That nothing else comes is for the tests to see; here it would take its time.
        vars(importlib.import_module("tutorial_code.story"))["QUIET"] = 0.01  # seconds
        record = Record()
        async with in_process.serve(module.api, **conversation.settings(module)) as server:
            verdict = await exercises.check(exercise, server, module, record)
            page = await has_page(server)
    if not verdict.passed:
        raise AssertionError(verdict.message)
    begun: dict[tuple[str, bool], Event] = {}
    for event in record.events:
        if event.way == "up" and event.kind in {"request", "text", "binary"}:
            begun.setdefault((event.lane, event.kind == "request"), event)
    example = Record()
    example.events = sorted(begun.values(), key=lambda event: event.lane)
    return {"example": as_told(example), "page": page}


def as_told(record: Record) -> list[dict[str, Any]]:
    """The events as a page carries them: what no two runs agree on, two builds should."""
    events = record.as_json()
    for event in events:
        event["time"] = 0
        event["data"] = event["data"][:LONGEST]
        event["headers"] = [
            (name, lasting(name.lower(), value)) for name, value in event["headers"]
        ]
    return events


def lasting(name: str, value: str) -> str:
    """A header's value without what another run would not give."""
    if name in RANDOM:
        return "…"
    return SECRET.sub("…", value) if name in {"cookie", "set-cookie"} else value


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep what a server logs out of the words of the build."""
    root = logging.getLogger()
    handlers, root.handlers = root.handlers, [logging.NullHandler()]
    try:
        yield
    finally:
        root.handlers = handlers


async def has_page(server: in_process.InProcessServer) -> bool:
    """Whether a server has a page of HTML at ``/``, which can be shown beside it."""
    reader, writer = await server.open_connection()
    writer.write(b"GET / HTTP/1.1\r\nHost: page\r\nConnection: close\r\n\r\n")
    head = (await reader.read()).partition(b"\r\n\r\n")[0].lower()
    writer.close()
    return head.startswith(b"http/1.1 200") and b"content-type: text/html" in head
