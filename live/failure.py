"""What a failing conversation says: where, on which runtime, what was expected, and what came."""

import ast
import itertools
import linecache
import re
import traceback
from pathlib import Path

from live.wire import Event, Record, escape

HEAD = "The conversation failed"
TOLD_BY = re.compile(r"/(tutorial_code/ch\w+/\w+_talk|tests/(?:\w+/)?test_\w+)\.py$")
"""The files that hold a conversation: a talk, or a test."""


def tell(error: BaseException, record: Record, runtime: str) -> None:
    """Add a note that tells of the failure, unless the error has one."""
    if not any(note.startswith(HEAD) for note in getattr(error, "__notes__", [])):
        error.add_note(story(error, record, runtime))


def story(error: BaseException, record: Record, runtime: str) -> str:
    """The failure in lines: chapter, line, runtime, expected, came, and the wire log."""
    file, line = place(error)
    chapter = re.search(r"ch\d\d_\w+?(?=/|\.py)", file)
    lines = [
        f"{HEAD}.",
        f"chapter: {chapter[0] if chapter else 'none'}",
        f"line: {file}:{line}",
        f"runtime: {runtime}",
        f"expected: {statement(file, line)}",
        f"came: {came(error, record)}",
        "on the wire:",
        record.as_text() or "nothing by a client of the library; raw bytes are not recorded",
    ]
    return "\n".join(lines)


def place(error: BaseException) -> tuple[str, int]:
    """The file, from the project's root, and the line where the talk or the test stood."""
    frames = [
        (found[1] + ".py", frame.lineno or 0)
        for frame in traceback.extract_tb(error.__traceback__)
        if (found := TOLD_BY.search(Path(frame.filename).as_posix()))
    ]
    if frames:
        return frames[-1]
    # A time-out is raised where time is kept; what it interrupted was waiting elsewhere.
    inner = error.__cause__ or error.__context__
    return place(inner) if inner else ("none", 0)


def statement(file: str, line: int) -> str:
    """What stands there, on one line; of an ``assert``, what it demands."""
    lines = linecache.getlines(str(Path(__file__).parent.parent / file))
    last = line
    for node in ast.walk(ast.parse("".join(lines))):
        if isinstance(node, ast.Assert) and node.lineno <= line <= (node.end_lineno or line):
            line, last = node.lineno, node.end_lineno or line
    words = " ".join(text.strip() for text in lines[line - 1 : last])
    return words.removeprefix("assert ")


def came(error: BaseException, record: Record) -> str:
    """What the error says; where an ``assert`` says nothing, the last thing that a client got."""
    if str(error) or not isinstance(error, AssertionError):
        return f"{type(error).__name__}: {error}"
    if record.taken and "recv" in statement(*place(error)):
        lane, message = record.taken
        if isinstance(message, str):
            return str(Event(lane, "down", "text", escape(message), size=len(message)))
        return str(Event(lane, "down", "binary", message.hex(" "), size=len(message)))
    # A client that a failure interrupts says 1011, and what comes then is no cause of it.
    before = itertools.takewhile(
        lambda event: (event.way, event.code) != ("up", 1011), record.events
    )
    return str(next((event for event in reversed([*before]) if event.way == "down"), "nothing"))
