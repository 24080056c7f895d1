"""The conversations that the build holds, so that each page shows what really happens."""

import contextlib
import importlib
import logging
import random
import sys
from collections.abc import Iterator
from typing import Any

from sphinx.environment import BuildEnvironment

from live import conversation, exercises, in_process
from live.wire import Event, Record

LONGEST = 2000
"""Characters of one message that a page carries of a recorded conversation."""

RANDOM = {"sec-websocket-key", "sec-websocket-accept", "date"}
"""Headers on whose values no two runs agree."""


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
    return {"events": told(record), "prints": prints, "page": page, "answer": record.answer}


async def tell_check(exercise: str) -> dict[str, Any]:
    """Hold an exercise's check with its solution; whether it passed is ``problem``, if not empty.

    ``example`` is how its clients began, to which the clients of a panel are set at first.
    """
    random.seed(exercise)  # so that two builds give the same page
    with quiet(), conversation.printed():
        module = conversation.load(f"{exercise}/solution")
        # That nothing else comes is for the tests to see; here it would take its time.
        vars(importlib.import_module("tutorial_code.story"))["QUIET"] = 0.01
        record = Record()
        async with in_process.serve(module.api, **conversation.settings(module)) as server:
            verdict = await exercises.check(exercise, server, module, record)
            page = await has_page(server)
    begun: dict[tuple[str, bool], Event] = {}
    for event in record.events:
        if event.way == "up" and event.kind in {"request", "text", "binary"}:
            begun.setdefault((event.lane, event.kind == "request"), event)
    example = Record()
    example.events = sorted(begun.values(), key=lambda event: event.lane)
    return {"example": told(example), "page": page, "problem": verdict.message}


def told(record: Record) -> list[dict[str, Any]]:
    """The events as a page carries them: what no two runs agree on, two builds should."""
    events = record.as_json()
    for event in events:
        event["time"] = 0
        event["data"] = event["data"][:LONGEST]
        event["headers"] = [
            (name, "…" if name.lower() in RANDOM else value) for name, value in event["headers"]
        ]
    return events


def note_dependencies(env: BuildEnvironment) -> None:
    """Read a page again when a module of the tutorial has changed that was run for it."""
    for module in [m for name, m in sys.modules.items() if name.startswith("tutorial_code.")]:
        if file := getattr(module, "__file__", None):
            env.note_dependency(file)


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
