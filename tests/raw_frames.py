"""A client that sends the bytes it is told to, right or wrong, and says how the connection ended.

A library's client refuses to send what breaks the rules, so it cannot show what a server does then.
"""

import asyncio
import contextlib
import itertools
import re
import struct
from collections.abc import AsyncIterator
from operator import xor
from typing import Any

MASK = bytes.fromhex("37 fa 21 3d")  # the RFC's example; the same each time, so that tests are too
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
PATIENCE = 5.0
"""Seconds that a client waits for a frame."""

UPGRADE = (
    "GET {path} HTTP/1.1\r\n"
    "Host: 127.0.0.1\r\n"
    "Upgrade: websocket\r\n"
    "Connection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Version: 13\r\n"
)


def frame(
    opcode: int,
    payload: bytes = b"",
    *,
    fin: bool = True,
    reserved: int = 0,
    masked: bool = True,
    length: int | None = None,
) -> bytes:
    """A client's frame as RFC 6455, section 5.2, lays it out; every part of it can be wrong.

    ``reserved`` holds the three reserved bits, RSV1 the highest (4). ``length`` is what the header
    claims, in bytes; by default the truth.
    """
    size = len(payload) if length is None else length
    mask_bit = 0x80 if masked else 0
    head = bytes([(0x80 if fin else 0) | reserved << 4 | opcode])
    if size < 126:
        head += bytes([mask_bit | size])
    elif size < 65536:
        head += struct.pack("!BH", mask_bit | 126, size)
    else:
        head += struct.pack("!BQ", mask_bit | 127, size)
    if not masked:
        return head + payload
    return head + MASK + bytes(map(xor, payload, itertools.cycle(MASK)))


def fragments(payload: bytes, *cuts: int, opcode: int = TEXT) -> list[bytes]:
    """A message in several frames, cut before the bytes whose places in the payload are given."""
    places = [0, *cuts, len(payload)]
    opcodes = [opcode] + [CONTINUATION] * len(cuts)
    return [
        frame(kind, payload[start:end], fin=number == len(cuts))
        for number, (kind, start, end) in enumerate(zip(opcodes, places, places[1:], strict=False))
    ]


class RawClient:
    """An open connection: ``send`` takes bytes, ``receive`` gives a frame of the server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, *chunks: bytes) -> None:
        """Send the chunks in one write, so that the server reads them together."""
        self.writer.write(b"".join(chunks))
        await self.writer.drain()

    async def receive(self, within: float = PATIENCE) -> tuple[int, bytes]:
        """Wait for the next frame, at most so many seconds: its opcode and payload.

        Raises IncompleteReadError (an EOFError) or ConnectionResetError when the connection ends
        instead, and TimeoutError when nothing comes.
        """
        async with asyncio.timeout(within):
            first, second = await self.reader.readexactly(2)
            size = second & 0x7F
            if size == 126:
                (size,) = struct.unpack("!H", await self.reader.readexactly(2))
            elif size == 127:
                (size,) = struct.unpack("!Q", await self.reader.readexactly(8))
            return first & 0x0F, await self.reader.readexactly(size)

    async def hears(self) -> list[tuple[int, bytes]]:
        """All frames that the server sends to the end, with its close frame, if one comes."""
        heard: list[tuple[int, bytes]] = []
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionResetError):
            while not heard or heard[-1][0] != CLOSE:
                heard.append(await self.receive())
        return heard

    async def ends(self) -> int:
        """Read to the end and give the server's close code: 1005 for none, 1006 without a frame.

        A client of the library reports an ending in the same numbers.
        """
        opcode, payload = ([(-1, b"")] + await self.hears())[-1]
        if opcode != CLOSE:
            return 1006
        return int.from_bytes(payload[:2]) if payload else 1005


@contextlib.asynccontextmanager
async def raw_client(server: Any, path: str, *headers: str) -> AsyncIterator[RawClient]:
    """Connect to a server of ``serve`` or ``serve_real`` and shake hands.

    ``headers`` are further lines of the request, such as an offer of an extension; without one
    there are no extensions. At the end the connection is dropped without a goodbye.
    """
    reader, writer = await server.open_connection()
    lines = "".join(f"{header}\r\n" for header in headers)
    writer.write(f"{UPGRADE.format(path=path)}{lines}\r\n".encode())
    try:
        async with asyncio.timeout(PATIENCE):
            answer = await reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 101 "), answer
        yield RawClient(reader, writer)
    finally:
        writer.transport.abort()


marks = itertools.count(1)


async def settled(server: Any, path: str = "/ws") -> None:
    """Wait until the server has worked off what came before, and its log has arrived here."""
    mark = f"settled={next(marks)}."
    process = getattr(server, "server", server)
    async with server.connect(f"{path}?{mark}"):
        if hasattr(process, "says"):
            await process.says(re.escape(mark))


def serious(log: str) -> str:
    """The lines of a log at WARNING or above, and all lines of tracebacks."""
    return "\n".join(line for line in log.splitlines() if line and not line.startswith("INFO"))
