"""The one conversation of each step: find it, hold it on any runtime, say what crossed the wire."""

import asyncio
import contextlib
import importlib
import inspect
import io
import itertools
import logging
import re
import string
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from websockets.asyncio.client import ClientConnection

from live import failure, in_process
from live.wire import Record, WireLog

TUTORIAL = Path(__file__).parent.parent / "tutorial_code"
PATIENCE = 5.0
"""Seconds that a client waits for a message before the conversation has failed."""


def steps() -> list[str]:
    """Each step that has a conversation, as "chapter/step", in the order of the chapters.

    A talk without a step of its name is a further conversation with some other step.
    """
    talks = sorted(TUTORIAL.glob("ch*/*_talk.py"))
    names = [f"{talk.parent.name}/{talk.stem.removesuffix('_talk')}" for talk in talks]
    return [name for name in names if (TUTORIAL / f"{name}.py").exists()]


def servers() -> list[str]:
    """Each program that serves an ``api``, as "chapter/name", in the order of the chapters."""
    return [
        f"{file.parent.name}/{file.stem}"
        for file in sorted(TUTORIAL.glob("ch*/*.py"))
        if is_server(file)
    ]


def is_server(file: Path) -> bool:
    """Whether a file of tutorial_code is a program that serves an ``api``."""
    return bool(re.search(r"^    (api\.run|serve)\(", file.read_text(encoding="utf-8"), re.M))


def load(step: str) -> ModuleType:
    """Import the module of a step anew, with none of the state that an earlier run left."""
    forget()
    return importlib.import_module(f"tutorial_code.{step.replace('/', '.')}")


def forget() -> None:
    """Let each module of the tutorial be imported anew, and take back what it gave to loggers."""
    for name in [name for name in sys.modules if name.startswith("tutorial_code.")]:
        del sys.modules[name]
    for logger in logging.Logger.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            logger.filters[:] = [each for each in logger.filters if not is_own(each)]


def is_own(thing: object) -> bool:
    """Whether the tutorial's code has made something, such as a filter of a logger."""
    return str(getattr(thing, "__module__", "")).startswith("tutorial_code.")


def settings(module: ModuleType) -> dict[str, Any]:
    """What a step hands to ``api.run``: its ``SETTINGS``, named as in ``uvicorn.Config``."""
    return dict(getattr(module, "SETTINGS", {}))


class PatientConnection(ClientConnection):
    """A client that waits for a message for a bounded time, so that no conversation can hang."""

    async def recv(self, decode: bool | None = None) -> Any:
        try:
            message = await self.recv_soon(decode)
        except TimeoutError:  # it may be the machine that stood still, with us
            try:
                message = await self.recv_soon(decode)
            except TimeoutError:
                lane = getattr(self.logger, "lane", "the client")
                raise AssertionError(f"{lane} received nothing within {PATIENCE:g} s") from None
        log = getattr(self.logger, "logger", self.logger)  # the library may wrap it
        if isinstance(log, WireLog):
            log.record.taken = log.lane, message
        return message

    async def recv_soon(self, decode: bool | None) -> Any:
        """A message that comes within half of the patience."""
        async with asyncio.timeout(PATIENCE / 2):
            return await super().recv(decode)


def recorded(connect: Callable[..., Any], record: Record) -> Callable[..., Any]:
    """The same ``connect``, with a lane of the record for each client: A, B, C ..."""
    names = itertools.chain(string.ascii_uppercase, map("A{}".format, itertools.count(1)))

    def connect_and_record(path: str, **options: Any) -> Any:
        options.setdefault("logger", WireLog(record, next(names)))
        options.setdefault("create_connection", PatientConnection)
        return connect(path, **options)

    return connect_and_record


async def hold(talk: Callable[..., Any], server: Any, record: Record, **more: Any) -> None:
    """Hold a conversation with a server that has ``connect`` and ``open_connection``.

    A talk names what it needs: ``connect``, ``open_connection`` for raw bytes, both, or one of
    ``more``. What it returns is the record's ``answer``. What fails carries a note that says where,
    on which runtime, what was expected, and what came.
    """
    ways = {
        "connect": recorded(server.connect, record),
        "open_connection": server.open_connection,
        **more,
    }
    try:
        record.answer = await talk(*(ways[name] for name in inspect.signature(talk).parameters))
    except Exception as error:
        failure.tell(error, record, getattr(server, "runtime", "unknown"))
        raise


def is_raw(talk: Callable[..., Any]) -> bool:
    """Whether a talk speaks raw bytes only, of which it prints what it wants to be seen."""
    return list(inspect.signature(talk).parameters) == ["open_connection"]


async def hold_in_process(step: str, talk: str | None = None) -> Record:
    """Serve a step in this event loop and hold its conversation, or another step's, with it."""
    module = load(step)
    record = Record()
    async with in_process.serve(module.api, **settings(module)) as server:
        await hold(load_talk(talk or step), server, record)
    return record


def load_talk(step: str) -> Callable[..., Any]:
    """The ``talk`` of a step."""
    talk: Callable[..., Any] = importlib.import_module(
        f"tutorial_code.{step.replace('/', '.')}_talk"
    ).talk
    return talk


def play(step: str, talk: str | None = None) -> None:
    """Hold a conversation in process and print what was said: the chapters' ``testcode``.

    Prints what crossed the wire and then what the server printed; a raw talk prints for itself.
    """
    if is_raw(load_talk(talk or step)):
        asyncio.run(hold_in_process(step, talk))
        return
    with printed() as said:
        record = asyncio.run(hold_in_process(step, talk))
    print(transcript(record, said.getvalue()))


def transcript(record: Record, printed_by_server: str) -> str:
    """The text log of a conversation, with the server's own words after it."""
    lines = [f"server prints {line}" for line in printed_by_server.splitlines()]
    return "\n".join([*filter(None, [record.as_text()]), *lines])


@contextlib.contextmanager
def printed() -> Iterator[io.StringIO]:
    """Catch what is printed meanwhile."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        yield out
