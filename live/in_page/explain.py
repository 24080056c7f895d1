"""Errors said to a reader: what is wrong, in which line, and the traceback from there on."""

import traceback
from pathlib import Path
from typing import Any

from live import conversation
from live.translation import translate

FRAMES = 10
"""Calls that a traceback shows from each of its ends; an endless recursion has a thousand."""
CUT = 'File "...", line 0, in'


class Explained(Exception):
    """An error whose text is the whole explanation."""


def explain(error: BaseException, file: Path) -> dict[str, Any]:
    """What an error says: its ``message``, the ``line`` of the file or None, and the ``trace``."""
    told = traceback.TracebackException.from_exception(error, lookup_lines=False)
    shorten(told)
    trace = "".join(told.format()).replace(f"{conversation.TUTORIAL.parent}/", "")
    trace = trace.replace(CUT, "...")
    if isinstance(error, Explained):
        trace = ""
    return {"message": translate(message(error)), "line": line_of(error, file), "trace": trace}


def message(error: BaseException) -> str:
    """The error in words, with what to do where that is known."""
    if isinstance(error, Explained):
        return str(error)
    said = error.msg if isinstance(error, SyntaxError) else str(error)
    plain = f"{type(error).__name__}: {said}" if said else type(error).__name__
    if isinstance(error, ModuleNotFoundError):
        return (
            f"{plain}. In the page there are responder, starlette, uvicorn, websockets and the "
            "standard library; with more, run the step on your own machine."
        )
    if isinstance(error, RuntimeError) and "can't start new thread" in str(error):
        return f"{plain}. A page has no threads: use asyncio, or run the step on your own machine."
    if isinstance(error, SystemExit):
        return f"{plain}. The file ended the program while it was read; a server must go on."
    return plain


def line_of(error: BaseException, file: Path) -> int | None:
    """The last line of the file that led to the error."""
    if isinstance(error, SyntaxError) and error.filename == str(file):
        return error.lineno
    lines = [
        line
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename == str(file)
    ]
    if lines:
        return lines[-1]
    inner = getattr(error, "exceptions", None) or [error.__cause__ or error.__context__]
    return next((line for one in inner if one and (line := line_of(one, file))), None)


def shorten(told: traceback.TracebackException) -> None:
    """Begin each traceback where the tutorial's code begins, if it is in it; cut a long one."""
    own = [str(conversation.TUTORIAL) in frame.filename for frame in told.stack]
    if any(own):
        del told.stack[: own.index(True)]
    elif str(conversation.TUTORIAL) in (getattr(told, "filename", None) or ""):
        told.stack.clear()  # a syntax error names its place itself
    if (more := len(told.stack) - 2 * FRAMES) > 0:
        cut = traceback.FrameSummary("...", 0, f"{more} more calls", line="")
        told.stack[FRAMES:-FRAMES] = [cut]
    for other in [told.__cause__, told.__context__, *(told.exceptions or [])]:
        if other:
            shorten(other)
