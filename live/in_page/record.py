"""The record of what crosses the wire in the page, told to the page as it happens."""

import asyncio
from collections.abc import Callable
from typing import Any

from websockets.frames import Frame, Opcode

from live.wire import Event, Record, WireLog

LONGEST = 10_000
"""Characters of one message, or of its bytes in hex, that the page is told.

Nobody reads more there. The server waits for a page that does not keep up, and a check would count
that time against it.
"""

DATA = (Opcode.TEXT, Opcode.BINARY, Opcode.CONT)


class PostedRecord(Record):
    """A record that tells the page of each event when its headers are there."""

    def __init__(self, post: Callable[[dict[str, Any]], Any]) -> None:
        super().__init__()
        self.post = post
        self.late: list[Event] = []

    def add(self, event: Event) -> Event:
        super().add(event)
        self.tell_late()
        if event.kind in ("request", "response"):
            # The headers follow on lines of their own, in the same breath.
            self.late.append(event)
            asyncio.get_running_loop().call_soon(self.tell_late)
        else:
            self.tell(event)
        return event

    def tell_late(self) -> None:
        """Post what waited for its headers: they are there, or nothing else would have come."""
        for event in self.late:
            self.tell(event)
        self.late.clear()

    def tell(self, event: Event) -> None:
        """Post one event, with as much of its data as a page can hold."""
        told = event.as_object()
        if len(event.data) > LONGEST:
            told["data"] = f"{event.data[:LONGEST]}…"
        self.post({"type": "wire", "event": told})


class ClientLog(WireLog):
    """Counts the messages that came, and sees the close frame after them."""

    def __init__(self, record: Record, lane: str, on_closing: Callable[[], None]) -> None:
        super().__init__(record, lane)
        self.messages = 0
        self.closing = False
        self.on_closing = on_closing

    def note_frame(self, way: str, frame: Frame) -> None:
        super().note_frame(way, frame)
        if way == "down" and frame.opcode is Opcode.CLOSE:
            self.closing = True
            self.on_closing()
        elif way == "down" and frame.fin and frame.opcode in DATA:
            self.messages += 1
