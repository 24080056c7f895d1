"""The three runtimes on which a test serves a step, each with the same interface."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from live import conversation, failure, in_process
from live.wire import Record
from tests import instead
from tests.in_page import Machine
from tests.processes import serve_step

Serve = Callable[..., AbstractAsyncContextManager[Any]]
RUNTIMES = [
    "in_process",
    pytest.param("real_socket", marks=pytest.mark.real),
    pytest.param("in_page", marks=pytest.mark.browser),
]
"""The values of the fixture ``serve``."""


@contextlib.asynccontextmanager
async def watched(server: Any) -> AsyncIterator[Any]:
    """Give the server's clients patience and a record, which a failure shows."""
    record = Record()
    server.connect = conversation.recorded(server.connect, record)
    server.record = record
    try:
        async with asyncio.timeout(instead.patience):
            yield server
    except BaseException as error:
        failure.tell(error, record, server.runtime)
        raise


@contextlib.asynccontextmanager
async def serve_in_process(step: str) -> AsyncIterator[Any]:
    """Serve a step in this event loop."""
    module = conversation.load(step)
    app = instead.APPS.get(instead.name, module.api)
    async with (
        in_process.serve(app, **conversation.settings(module)) as server,
        watched(server),
    ):
        yield server


@contextlib.asynccontextmanager
async def in_memory(step: str, **settings: Any) -> AsyncIterator[Any]:
    """Serve a step in this event loop and on no other runtime; ``server.module`` is the step."""
    module = conversation.load(step)
    server: Any
    settings = conversation.settings(module) | settings
    async with in_process.serve(module.api, **settings) as server:
        server.connect = conversation.recorded(server.connect, Record())
        server.module = module
        yield server


async def end_of(ws: Any) -> tuple[int, str]:
    """Hear whatever comes, and give code and reason of the end."""
    async with asyncio.timeout(10):
        with contextlib.suppress(ConnectionClosed):
            while True:
                await ws.recv()
    return ws.close_code, ws.close_reason


@contextlib.asynccontextmanager
async def serve_on_socket(step: str) -> AsyncIterator[Any]:
    """Serve a step in a process of its own, on a real socket."""
    async with serve_step(step) as server, watched(server):
        yield server


def serve_in_page(machine: Machine) -> Serve:
    """Serve a step in the worker of a page in Chromium."""

    @contextlib.asynccontextmanager
    async def serve(step: str) -> AsyncIterator[Any]:
        async with machine.serve(step) as server, watched(server):
            yield server

    return serve
