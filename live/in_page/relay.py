"""A raw connection of the page: bytes that cross a port, as they would cross a network.

With it a client outside the page talks to the server in it. There is a relay at each side of the
port, and each is joined by a pipe: the one to the server, the other to the client. Over the port
go bytes, and words for what is not bytes.
"""

import asyncio
from typing import Any

from live.in_page.client import Port


class Relay(asyncio.Protocol):
    """One end: ``send`` is what comes over the port, and what the pipe brings goes to the port."""

    def __init__(self, port: Port) -> None:
        self.port = port
        self.transport: Any = None
        self.heard_end = False  # the pipe will bring no more
        self.told_end = False  # nor will the port

    # What the other relay says

    def send(self, said: str | bytes) -> None:
        """Bytes go into the pipe; a word asks something of it."""
        match said:
            case "end":
                self.told_end = True
                self.transport.close() if self.heard_end else self.transport.write_eof()
            case "pause":
                self.transport.pause_reading()
            case "resume":
                self.transport.resume_reading()
            case "reset":
                self.transport.abort()
            case _:
                self.transport.write(bytes(said))  # type: ignore[arg-type]

    # What the pipe says

    def say(self, said: str | bytes) -> None:
        """Send bytes, or a word, to the other relay."""
        self.port.post({"type": "message", "data": said})

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        # At once: what a paused reader does not take must wait at the writer's own pipe.
        transport.peer.on_reading = lambda reading: self.say("resume" if reading else "pause")

    def data_received(self, data: bytes) -> None:
        self.say(data)

    def eof_received(self) -> bool:
        """Say it; the pipe stays open for the other direction, until that has ended, too."""
        self.heard_end = True
        self.say("end")
        return not self.told_end

    def connection_lost(self, error: Exception | None) -> None:
        if error:
            self.say("reset")
        self.port.post({"type": "close"})
