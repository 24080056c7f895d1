"""What the page's interpreter lacks, done in another way: threads, and a deep stack.

Responder and Starlette hand to a thread what might block: synchronous hooks and views, files, the
last step of a shutdown. Here these hold up the loop while they run; what they do stays the same.
"""

import contextvars
import json
import json.scanner
from collections.abc import Callable
from typing import Any

import anyio.lowlevel
from anyio._backends._asyncio import AsyncIOBackend


async def run_inline(
    cls: type, func: Callable[..., Any], args: tuple[Any, ...], *_: Any, **__: Any
) -> Any:
    """Call the function where a thread would have."""
    await anyio.lowlevel.checkpoint()
    return contextvars.copy_context().run(func, *args)


def install() -> None:
    """From now on, in this process."""
    AsyncIOBackend.run_sync_in_worker_thread = classmethod(run_inline)  # type: ignore[assignment,method-assign]
    # 100,000 brackets exhaust the browser's stack in C, which ends the interpreter, before Python
    # counts them. In Python they are a RecursionError, as they are elsewhere.
    json.scanner.make_scanner = json.scanner.py_make_scanner  # type: ignore[attr-defined,misc]
    json._default_decoder = json.JSONDecoder()  # type: ignore[attr-defined]
