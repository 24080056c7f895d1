"""A server and its clients in one event loop, without a socket.

What speaks is what speaks on the real socket: uvicorn's own protocol classes serve the app, and
the clients are those of the ``websockets`` library. Only TCP is replaced, by ``pipe``. So refusals,
close codes, limits and back-pressure are not imitated here: they are the real ones.
"""

import abc
import asyncio
import contextlib
import email.utils
import logging
from collections.abc import AsyncIterator
from typing import Any

import uvicorn
from uvicorn.server import ServerState
from websockets.asyncio.client import ClientConnection, connect

from live import pipe

GRACE = 1.0
"""Seconds that handlers have to end once the server stops; then they are cancelled."""


class Reached(abc.ABC):
    """What ``connect`` and ``open_connection`` lead to, by the way that ``accept`` knows."""

    def connect(self, path: str, **options: Any) -> connect:
        """``websockets.connect`` for a path such as ``/ws``, with its options and exceptions.

        With an absolute URL, its host is the one that the client says it speaks to.
        """
        return _Connect(self, path, **options)

    async def open_connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """``asyncio.open_connection`` to this server: a reader and a writer of raw bytes."""
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        self.accept(protocol)
        writer = asyncio.StreamWriter(
            protocol._transport,  # type: ignore[attr-defined]  # as asyncio.open_connection does
            protocol,
            reader,
            asyncio.get_running_loop(),
        )
        return reader, writer

    @abc.abstractmethod
    def accept(self, client: asyncio.BaseProtocol) -> None:
        """Join a client's protocol to a new connection of this server."""


class InProcessServer(Reached):
    """A running server, with all that it has logged."""

    runtime = "in process"

    def __init__(self, app: Any, **settings: Any) -> None:
        self.config = uvicorn.Config(app, http="h11", log_config=None, **settings)
        self.config.load()
        self.state = ServerState()
        self.lifespan = self.config.lifespan_class(self.config)
        self.lines: list[logging.LogRecord] = []

    @property
    def log(self) -> str:
        """What the server has logged so far, with its tracebacks, as uvicorn would print it."""
        form = logging.Formatter("%(levelname)s: %(message)s")
        return "\n".join(map(form.format, self.lines))

    def accept(self, client: asyncio.BaseProtocol) -> None:
        """Join a client's protocol to a new connection of this server."""
        protocol_class: Any = self.config.http_protocol_class
        server = protocol_class(self.config, self.state, self.lifespan.state)
        pipe.join(client, server)

    async def start(self) -> None:
        """Run the app's startup; RuntimeError if it fails."""
        date = (b"date", email.utils.formatdate(usegmt=True).encode())
        self.state.default_headers = [date, *self.config.encoded_headers]  # as uvicorn.Server does
        await self.lifespan.startup()
        if self.lifespan.should_exit:
            raise RuntimeError("the app's startup failed: its traceback is in the log")

    async def stop(self) -> None:
        """Say 1012 to each client and let the handlers end, as uvicorn does on SIGTERM."""
        for connection in list(self.state.connections):
            connection.shutdown()
        tasks = set(self.state.tasks)
        if tasks:
            _, stuck = await asyncio.wait(tasks, timeout=GRACE)
            for task in stuck:
                task.cancel()
            await asyncio.gather(*stuck, return_exceptions=True)
        await self.lifespan.shutdown()


class _Connect(connect):
    def __init__(self, server: Reached, path: str, **options: Any) -> None:
        super().__init__(path if path[:1] != "/" else f"ws://127.0.0.1{path}", **options)
        self.server = server

    async def open_tcp_connection(self) -> ClientConnection:
        connection = self.factory(self.ws_uri)
        self.server.accept(connection)
        return connection


@contextlib.asynccontextmanager
async def serve(app: Any, **settings: Any) -> AsyncIterator[InProcessServer]:
    """Serve an ASGI app in this event loop; ``settings`` are those of ``uvicorn.Config``."""
    server = InProcessServer(app, **settings)
    listener = logging.Handler()
    listener.addFilter(lambda said: said.name != "websockets.client")  # what is said by its clients
    listener.emit = server.lines.append  # type: ignore[method-assign,assignment]
    logging.getLogger().addHandler(listener)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
        logging.getLogger().removeHandler(listener)
