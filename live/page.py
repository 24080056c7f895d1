"""A step's server in the page, and the sockets of the page that talk to it.

The worker calls these functions and hands over ports; nothing here knows of Pyodide or JavaScript,
so that the same code is tested in CPython. A port is any object whose ``post`` takes a message, a
plain dictionary as ``page_socket.mjs`` names them.
"""

import asyncio
import contextlib
import logging
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, WebSocketException

from live import conversation, in_process
from live.wire import Event, Record, WireLog

Post = Callable[[dict[str, Any]], None]


class Port(Protocol):
    """The way from a socket's server to the socket."""

    def post(self, message: dict[str, Any]) -> None:
        """Send a message to the page."""


class PostedRecord(Record):
    """A record that tells the page of each event when its headers are there."""

    def __init__(self, post: Post) -> None:
        super().__init__()
        self.post = post

    def add(self, event: Event) -> Event:
        super().add(event)
        # A request's and a response's headers follow on lines of their own, in the same breath.
        asyncio.get_running_loop().call_soon(self.tell, event)
        return event

    def tell(self, event: Event) -> None:
        """Post one event."""
        self.post({"type": "wire", "event": event.as_object()})


class Page:
    """What runs in the page: at most one server at a time, and its clients."""

    def __init__(self, post: Post) -> None:
        self.post = post
        self.server: in_process.InProcessServer | None = None
        self.clients: dict[str, Client] = {}
        self.record = PostedRecord(post)
        logging.basicConfig(level=logging.INFO, handlers=[Log(post)], force=True)
        sys.stdout = sys.stderr = Printed(post)

    async def run(self, step: str, source: str) -> bool:
        """Serve a step from the given source, in place of what ran before; whether it could."""
        await self.stop()
        file = conversation.TUTORIAL / f"{step}.py"
        file.write_text(source, encoding="utf-8")
        self.record = PostedRecord(self.post)
        try:
            module = conversation.load(step)
            self.server = in_process.InProcessServer(
                api_of(module), **conversation.settings(module)
            )
            await self.server.start()
        except BaseException as error:
            self.server = None
            self.post({"type": "failed", **explain(error, file)})
            return False
        self.post({"type": "running"})
        return True

    async def stop(self) -> None:
        """End the server and all its connections."""
        if self.server:
            server, self.server = self.server, None
            await server.stop()
        for client in list(self.clients.values()):
            client.task.cancel()
        self.clients.clear()

    def connect(self, lane: str, handshake: dict[str, Any], port: Port) -> "Client":
        """Connect a socket of the page; what happens is posted to its port."""
        client = self.clients[lane] = Client(self, lane, handshake, port)
        return client

    async def fetch(self, path: str) -> dict[str, Any]:
        """GET a path from the server over HTTP: ``status``, ``type`` and ``body`` as bytes."""
        assert self.server, "nothing runs"
        reader, writer = await self.server.open_connection()
        writer.write(f"GET {path} HTTP/1.1\r\nHost: page\r\nConnection: close\r\n\r\n".encode())
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        writer.close()
        lines = head.decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])
        }
        return {
            "status": int(lines[0].split()[1]),
            "type": headers.get("content-type", ""),
            "location": headers.get("location", ""),
            "body": body,
        }


def api_of(module: ModuleType) -> Any:
    """The app of a step; LookupError if it has none."""
    try:
        return module.api
    except AttributeError:
        raise LookupError("this file has no `api`; expected: api = responder.API()") from None


class Client:
    """The far end of one socket of the page."""

    def __init__(self, page: Page, lane: str, handshake: dict[str, Any], port: Port) -> None:
        self.page = page
        self.lane = lane
        self.port = port
        self.ws: ClientConnection | None = None
        self.outbox: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
        self.thawed = asyncio.Event()
        self.thawed.set()
        self.task = asyncio.ensure_future(self.live(handshake))

    async def live(self, handshake: dict[str, Any]) -> None:
        """Connect, carry messages both ways, and say how it ended."""
        code, reason, clean = 1006, "", False
        try:
            if self.page.server:
                self.ws = await self.open(self.page.server, handshake)
                self.port.post(
                    {"type": "open", "protocol": self.ws.subprotocol or "", "extensions": ""}
                )
                writer = asyncio.ensure_future(self.write(self.ws))
                try:
                    await self.read(self.ws)
                finally:
                    writer.cancel()
                code, reason = self.ws.close_code or 1006, self.ws.close_reason or ""
                clean = self.ws.protocol.close_rcvd is not None
        except (WebSocketException, OSError, EOFError, TimeoutError):
            pass  # the handshake was refused or broke off: the page learns 1006 and no more
        finally:
            if self.page.clients.get(self.lane) is self:
                del self.page.clients[self.lane]
            self.port.post({"type": "close", "code": code, "reason": reason, "wasClean": clean})

    async def open(
        self, server: in_process.InProcessServer, handshake: dict[str, Any]
    ) -> ClientConnection:
        """The handshake, with the options that a browser has."""
        url = urlsplit(handshake["url"])
        path = (url.path or "/") + (f"?{url.query}" if url.query else "")
        return await server.connect(
            path,
            origin=handshake["origin"],
            subprotocols=handshake["protocols"] or None,
            logger=WireLog(self.page.record, self.lane),
            compression=None,
            max_size=None,
            ping_interval=None,
            open_timeout=None,
            user_agent_header=None,
        )

    async def read(self, ws: ClientConnection) -> None:
        """Hand each message to the page, unless the client is frozen."""
        with contextlib.suppress(ConnectionClosed):
            while True:
                data = await ws.recv()
                await self.thawed.wait()
                self.port.post({"type": "message", "data": data})

    async def write(self, ws: ClientConnection) -> None:
        """Send what the page sends, in order, and close when it closes."""
        with contextlib.suppress(ConnectionClosed):
            while True:
                kind, content = await self.outbox.get()
                if kind == "close":
                    code, reason = content
                    ws.protocol.send_close(code, reason) if code is None else None
                    await ws.close(code or 1000, reason)
                    return
                await ws.send(content)
                size = len(content.encode() if isinstance(content, str) else content)
                self.port.post({"type": "sent", "bytes": size})

    def send(self, data: str | bytes) -> None:
        """The socket's ``send``."""
        self.outbox.put_nowait(("send", data))

    def close(self, code: int | None, reason: str) -> None:
        """The socket's ``close``; while it still connects, the handshake is given up."""
        if self.ws is None:
            self.task.cancel()
        else:
            self.outbox.put_nowait(("close", (code, reason)))

    def freeze(self, frozen: bool) -> None:
        """Stop reading, as a program that hangs, or go on."""
        if frozen:
            self.thawed.clear()
        else:
            self.thawed.set()
        if self.ws:
            (self.ws.transport.pause_reading if frozen else self.ws.transport.resume_reading)()

    def drop(self) -> None:
        """Vanish without a close frame, as a phone in a tunnel."""
        if self.ws:
            self.ws.transport.abort()


class Printed:
    """A text stream that posts what is printed."""

    def __init__(self, post: Post) -> None:
        self.post = post

    def write(self, text: str) -> int:
        """Post it."""
        self.post({"type": "print", "text": text})
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""


class Log(logging.Handler):
    """A handler that posts what the server logs."""

    def __init__(self, post: Post) -> None:
        super().__init__()
        self.post = post

    def emit(self, record: logging.LogRecord) -> None:
        message = {"type": "log", "level": record.levelname, "text": record.getMessage()}
        if record.exc_info and record.exc_info[1]:
            message |= explain(record.exc_info[1], None)
        self.post(message)


def explain(error: BaseException, file: Path | None) -> dict[str, Any]:
    """An error for a reader: its ``message``, the ``line`` of the step, and the ``trace``."""
    frames = [
        (frame.filename, frame.lineno)
        for frame in traceback.extract_tb(error.__traceback__)
        if (Path(frame.filename) == file if file else str(conversation.TUTORIAL) in frame.filename)
    ]
    line = error.lineno if isinstance(error, SyntaxError) else (frames[-1][1] if frames else None)
    return {
        "message": f"{type(error).__name__}: {error}",
        "line": line,
        "trace": "".join(traceback.format_exception(error)),
    }
