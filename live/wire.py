"""The record of what crossed the wire: one event for each handshake, frame and ending.

The ``websockets`` library tells its logger each thing that it sends and receives, on a debug line
with the frame as an argument. ``WireLog`` listens there, so the record is the same on every runtime
and shows frames as they were, not as a test wished them to be.
"""

import logging
import re
import time
from dataclasses import dataclass, field
from typing import Any

from websockets.frames import Close, Frame, Opcode

LONGEST = 60
"""Characters, or bytes in hex, of one message that the text form shows."""

RANDOM = re.compile(r"(?<==)[\w-]{40,}")
"""A value in a query that is long enough to be random: a ticket. No two runs would agree on it."""


@dataclass
class Event:
    """One thing that crossed the wire between the server and the client named in ``lane``.

    ``way`` is "up" (client to server) or "down". ``kind`` is "request", "response", "text",
    "binary", "continuation", "ping", "pong", "close", "lost" for a connection that ended without
    a close frame, or "waiting" for bytes that a client does not read. ``data`` is the path, the
    text, bytes as hex, or the reason; ``code`` the HTTP status or close code. ``time`` is in
    milliseconds since the record began.
    """

    lane: str
    way: str
    kind: str
    data: str = ""
    code: int | None = None
    size: int = 0
    time: float = 0.0
    headers: list[tuple[str, str]] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.lane} {'→' if self.way == 'up' else '←'} {self.content()}".rstrip()

    def as_object(self) -> dict[str, Any]:
        """The event as a plain object, for the renderer."""
        return {**vars(self)}

    def content(self) -> str:
        """The event in a few words, as the text log shows it."""
        if self.kind == "request":
            return f"GET {self.data}{self.offer('subprotocols')}"
        if self.kind == "response":
            return f"{self.code} {self.data}{self.offer('subprotocol')}"
        if self.kind == "close":
            return " ".join(filter(None, ["close", str(self.code or ""), self.data]))
        if self.kind == "lost":
            return "lost, without a close frame (1006)"
        if self.kind == "waiting":
            return f"{self.size:,} bytes wait unread"
        unit = "characters" if self.kind == "text" else "bytes"
        short = len(self.data) <= LONGEST
        shown = self.data if short else f"{self.data[:LONGEST]}… ({self.size:,} {unit})"
        return f"{self.kind} {shown}"

    def offer(self, word: str) -> str:
        names = [value for name, value in self.headers if name.lower() == "sec-websocket-protocol"]
        return f" ({word} {', '.join(names)})" if names else ""


class Record:
    """All that crossed the wire in one conversation, in the order in which the clients saw it."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.answer: Any = None  # what the conversation came to, if it was held to find that out
        self.taken: tuple[str, str | bytes] | None = None  # the last message a client was given
        self.began = time.perf_counter()

    def add(self, event: Event) -> Event:
        event.time = round((time.perf_counter() - self.began) * 1000, 3)
        self.events.append(event)
        return event

    def in_order(self) -> list[Event]:
        """The events, with what the server sent to several clients at once sorted by client.

        Which of two clients is reached first is chance (a set has no order, nor has the network);
        without this no two runs would give the same text.
        """
        ordered: list[Event] = []
        run: list[Event] = []
        for event in self.events:
            if event.way == "down":
                run.append(event)
            else:
                ordered += sorted(run, key=lambda event: event.lane)
                run = []
                ordered.append(event)
        return ordered + sorted(run, key=lambda event: event.lane)

    def as_text(self) -> str:
        """The text log: one line an event."""
        return "\n".join(str(event) for event in self.in_order())

    def as_json(self) -> list[dict[str, Any]]:
        """The events as plain objects, for the renderer."""
        return [event.as_object() for event in self.in_order()]


class WireLog(logging.Logger):
    """The logger of one client, which writes its events to a record."""

    def __init__(self, record: Record, lane: str) -> None:
        super().__init__(f"wire.{lane}", logging.DEBUG)
        self.record = record
        self.lane = lane
        self.last: Event | None = None
        self.ended = False  # a close frame came, or the handshake was refused

    def log(self, level: int, msg: object, *args: Any, **_: Any) -> None:
        self.debug(msg, *args)

    def debug(self, msg: object, *args: Any, **_: Any) -> None:
        """Note a line. No LogRecord is made: it would cost a tenth of a whole message."""
        match msg:
            case "> GET %s HTTP/1.1":
                self.note("up", "request", data=RANDOM.sub("…", *args))
            case "< HTTP/1.1 %d %s":
                status, reason = args
                self.ended = status != 101
                self.note("down", "response", code=status, data=reason)
            case "> %s: %s" | "< %s: %s" if self.last:
                self.last.headers.append(args)
            case "> %s":
                self.note_frame("up", *args)
            case "< %s":
                self.note_frame("down", *args)
            case "= connection is %s" if args == ("CLOSED",) and not self.ended:
                self.note("down", "lost", code=1006)

    def note(self, way: str, kind: str, **rest: Any) -> None:
        self.last = self.record.add(Event(self.lane, way, kind, **rest))

    def note_frame(self, way: str, frame: Frame) -> None:
        size = len(frame.data)
        if frame.opcode is Opcode.CLOSE:
            close = Close.parse(bytes(frame.data))
            self.ended = self.ended or way == "down"
            self.note(way, "close", code=close.code, data=close.reason, size=size)
        elif frame.opcode is Opcode.TEXT and frame.fin:
            text = bytes(frame.data).decode(errors="replace")
            self.note(way, "text", data=escape(text), size=len(text))
        else:
            kind = {Opcode.CONT: "continuation", Opcode.TEXT: "text"}.get(
                frame.opcode, frame.opcode.name.lower()
            )
            self.note(way, kind, data=bytes(frame.data).hex(" "), size=size)


def escape(text: str) -> str:
    """The text on one line, with what cannot be seen written as Python would."""
    if text.isprintable():  # at once, since a message may have millions of characters
        return text
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
