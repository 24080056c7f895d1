"""A TCP connection without TCP: two asyncio transports joined in memory."""

import asyncio
import itertools
from collections import deque
from collections.abc import Callable
from typing import Any

KERNEL_BUFFER = 256 * 1024
"""Bytes that a writer is rid of before its reader takes them, as a kernel's socket buffers do."""

_ports = itertools.count(49152)


def join(client: asyncio.BaseProtocol, server: asyncio.BaseProtocol) -> None:
    """Connect two protocols as ``loop.create_connection`` and a listening socket would."""
    near, far = ("127.0.0.1", next(_ports)), ("127.0.0.1", 80)
    client_end = PipeTransport(client, sockname=near, peername=far)
    server_end = PipeTransport(server, sockname=far, peername=near)
    client_end.peer, server_end.peer = server_end, client_end
    server.connection_made(server_end)
    client.connection_made(client_end)


class PipeTransport(asyncio.Transport):
    """One end of the pipe, with the flow control and the endings of a TCP transport."""

    peer: "PipeTransport"

    def __init__(self, protocol: asyncio.BaseProtocol, **extra: Any) -> None:
        super().__init__(extra)
        self.protocol = protocol
        self.loop = asyncio.get_running_loop()
        self.arrived: deque[bytes | None] = deque()  # None marks the end of the stream
        self.waiting = 0  # bytes in `arrived`
        self.reading = True
        self.on_unread: Callable[[int], None] | None = None  # told what a paused reader misses
        self.on_reading: Callable[[bool], None] | None = None  # told when the reader pauses
        self.closing = False
        self.lost = False
        self.eof_written = False
        self.writing_paused = False
        self.set_write_buffer_limits()

    # What the protocol at this end calls

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if self.closing or not data:
            return
        self.peer.arrived.append(bytes(data))
        self.peer.waiting += len(data)
        self.peer.schedule()
        if not self.peer.reading and self.peer.on_unread:
            self.peer.on_unread(self.peer.waiting)
        if self.get_write_buffer_size() > self.high and not self.writing_paused:
            self.writing_paused = True
            self.protocol.pause_writing()

    def write_eof(self) -> None:
        if not self.eof_written:
            self.eof_written = True
            self.peer.arrived.append(None)
            self.peer.schedule()

    def can_write_eof(self) -> bool:
        return True

    def close(self) -> None:
        if not self.closing:
            self.closing = True
            self.write_eof()
            self.flush()

    def abort(self) -> None:
        self.lose(None)
        self.peer.lose(ConnectionResetError("Connection reset by peer"))

    def is_closing(self) -> bool:
        return self.closing

    def pause_reading(self) -> None:
        self.set_reading(False)

    def resume_reading(self) -> None:
        self.set_reading(True)
        self.schedule()

    def set_reading(self, reading: bool) -> None:
        if self.on_reading and reading != self.reading:
            self.on_reading(reading)
        self.reading = reading

    def is_reading(self) -> bool:
        return self.reading

    def get_write_buffer_size(self) -> int:
        return max(0, self.peer.waiting - KERNEL_BUFFER)

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        self.high = 64 * 1024 if high is None else high
        self.low = self.high // 4 if low is None else low

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self.protocol = protocol

    def get_protocol(self) -> asyncio.BaseProtocol:
        return self.protocol

    # What happens between the two ends

    def schedule(self) -> None:
        self.loop.call_soon(self.deliver)

    def deliver(self) -> None:
        """Hand the next chunk to the protocol, one a turn of the loop, unless it has paused."""
        if self.lost or not self.reading or not self.arrived:
            return
        assert isinstance(self.protocol, asyncio.Protocol)
        chunk = self.arrived.popleft()
        if chunk is None:
            if not self.protocol.eof_received():
                self.close()
            return
        self.waiting -= len(chunk)
        self.peer.flush()
        # After close() a transport reads no more: what still comes is thrown away.
        if not self.closing:
            self.protocol.data_received(chunk)
        if self.arrived:
            self.schedule()

    def flush(self) -> None:
        """Take note that the other end has read, or can never read again."""
        if self.writing_paused and self.get_write_buffer_size() <= self.low:
            self.writing_paused = False
            self.protocol.resume_writing()
        # A closed transport lives on until what it still holds has left for the kernel.
        if self.closing and self.get_write_buffer_size() == 0:
            self.lose(None)

    def lose(self, error: Exception | None) -> None:
        if not self.lost:
            self.lost = True
            self.closing = True
            self.arrived.clear()
            self.waiting = 0
            self.loop.call_soon(self.protocol.connection_lost, error)
