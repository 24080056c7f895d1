"""The far end of one socket of the page: a real client, joined to the server by a pipe."""

import asyncio
import contextlib
from typing import Any, Protocol
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, NegotiationError, WebSocketException
from websockets.protocol import State

from live import in_process
from live.in_page.record import ClientLog
from live.wire import Event, Record


class Port(Protocol):
    """The way from a socket's server to the socket."""

    def post(self, message: dict[str, Any]) -> Any:
        """Send a message to the page."""


class Client:
    """One client, from the handshake to the end; ``task`` is done when it has ended."""

    def __init__(
        self,
        server: in_process.InProcessServer | None,
        record: Record,
        lane: str,
        handshake: dict[str, Any],
        port: Port,
    ) -> None:
        self.server = server
        self.lane = lane
        self.port = port
        self.log = ClientLog(record, lane, self.tell_closing)
        self.given = 0  # messages that the page has
        self.ws: ClientConnection | None = None
        self.outbox: asyncio.Queue[tuple[str, tuple[Any, ...]]] = asyncio.Queue()
        self.unsent = 0  # what the writer has, or works on
        self.thawed = asyncio.Event()
        self.thawed.set()
        self.dropped = False
        self.unread_told = 0
        self.task = asyncio.ensure_future(self.live(handshake))

    # What the page asks for

    def send(self, data: str | bytes) -> None:
        """The socket's ``send``."""
        message = data if isinstance(data, str) else bytes(data)
        ws = self.ws
        if ws and not self.unsent and ws.state is State.OPEN and not ws.paused:
            # Nothing is before it and nothing holds it up: the writer's turn would only take time.
            if isinstance(message, str):
                ws.protocol.send_text(message.encode())
            else:
                ws.protocol.send_binary(message)
            ws.send_data()
            self.tell_sent(message)
        else:
            self.put("send", (message,))

    def put(self, kind: str, content: tuple[Any, ...]) -> None:
        """Leave something to the writer."""
        self.unsent += 1
        self.outbox.put_nowait((kind, content))

    def tell_sent(self, message: str | bytes) -> None:
        """Say that a message has left."""
        size = len(message.encode() if isinstance(message, str) else message)
        self.port.post({"type": "sent", "bytes": size})

    def close(self, code: int | None, reason: str) -> None:
        """The socket's ``close``; while it still connects, the handshake is given up."""
        if self.ws is None:
            self.task.cancel()
        else:
            self.put("close", (code, reason))

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
        self.dropped = True
        if self.ws is None:
            self.task.cancel()
        else:
            self.ws.transport.abort()
            self.thawed.set()

    # What happens

    async def live(self, handshake: dict[str, Any]) -> None:
        """Connect, carry messages both ways, and say how it ended."""
        code, reason, clean = 1006, "", False
        try:
            if self.server:
                ws = self.ws = await self.open(self.server, handshake)
                self.port.post({"type": "open", "protocol": ws.subprotocol or "", "extensions": ""})
                if not self.thawed.is_set():
                    ws.transport.pause_reading()
                writer = asyncio.ensure_future(self.write(ws))
                try:
                    await self.read(ws)
                finally:
                    writer.cancel()
                code, reason = ws.close_code or 1006, ws.close_reason or ""
                clean = ws.protocol.close_rcvd is not None and ws.protocol.close_sent is not None
        except (WebSocketException, OSError, EOFError):
            pass  # the handshake was refused or broke off: the page learns 1006 and no more
        finally:
            self.port.post({"type": "close", "code": code, "reason": reason, "wasClean": clean})

    async def open(
        self, server: in_process.InProcessServer, handshake: dict[str, Any]
    ) -> ClientConnection:
        """The handshake, with the options that a browser has."""
        connecting = server.connect(
            urlsplit(handshake["url"])._replace(scheme="ws").geturl(),
            origin=handshake["origin"],
            subprotocols=handshake["protocols"] or None,
            logger=self.log,
            compression=None,
            max_size=None,
            ping_interval=None,
            open_timeout=None,
            close_timeout=60,
            user_agent_header=None,
        )
        connecting.process_redirect = lambda error: error  # type: ignore[method-assign,assignment]  # a browser follows none
        ws = await connecting
        if handshake["protocols"] and not ws.subprotocol:
            ws.transport.abort()  # a browser that asked for a subprotocol insists on one
            raise NegotiationError("no subprotocol was chosen")
        ws.transport.on_unread = self.note_unread  # type: ignore[attr-defined]
        return ws

    async def read(self, ws: ClientConnection) -> None:
        """Hand each message to the page, unless the client is frozen."""
        with contextlib.suppress(ConnectionClosed):
            while True:
                data = await ws.recv()
                await self.thawed.wait()
                if self.dropped:
                    return
                self.port.post({"type": "message", "data": data})
                self.given += 1
                self.tell_closing()

    def tell_closing(self) -> None:
        """Say that the closing handshake has begun, after all that came before it."""
        if self.log.closing and self.given == self.log.messages:
            self.port.post({"type": "closing"})

    async def write(self, ws: ClientConnection) -> None:
        """Send what the page sends, in order, and close when it closes."""
        with contextlib.suppress(ConnectionClosed):
            while True:
                kind, content = await self.outbox.get()
                await (self.close_with if kind == "close" else self.send_late)(ws, *content)

    async def send_late(self, ws: ClientConnection, message: str | bytes) -> None:
        """Send what had to wait."""
        await ws.send(message)
        self.unsent -= 1
        self.tell_sent(message)

    async def close_with(self, ws: ClientConnection, code: int | None, reason: str) -> None:
        """Begin the closing handshake, with an empty close frame if there is no code."""
        if code is None and not reason:
            async with ws.send_context():
                ws.protocol.send_close()
        else:
            await ws.close(code or 1000, reason)

    def note_unread(self, size: int) -> None:
        """Record the bytes that wait for a frozen client, once a turn of the loop."""
        if not self.thawed.is_set() and not self.unread_told:
            asyncio.get_running_loop().call_soon(self.record_unread)
        self.unread_told = size

    def record_unread(self) -> None:
        """Record how many there are now."""
        size, self.unread_told = self.unread_told, 0
        self.log.record.add(Event(self.lane, "down", "waiting", size=size))
