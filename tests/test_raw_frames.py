"""Raw frames, right and wrong, against the servers that should stand anything a client sends.

For each: what the client hears, one line in the log at most, and everybody else is served.
Chapter 4's table of bad frames compares its programs; here each rule of RFC 6455 is tried in full.
"""

import asyncio
import contextlib
import dataclasses
import json
import re
import socket
import struct
import sys
import zlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from live import conversation, in_process
from live.wire import Record
from tests.processes import TRACEBACK, serve_command
from tests.raw_frames import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PATIENCE,
    PING,
    PONG,
    TEXT,
    UPGRADE,
    RawClient,
    fragments,
    frame,
    raw_client,
    serious,
    settled,
)
from tests.runtimes import RUNTIMES

Ear = Callable[[bytes], bytes | None]
"""What a client makes of a text: the answer to what it said itself, or None for all else."""


class OwnWords:
    """The ear of a member of the finished room: of all that is said there, it hears its own."""

    name = ""

    def __call__(self, text: bytes) -> bytes | None:
        message = json.loads(text)
        if message["type"] == "hello":
            self.name = message["name"]
        own = message["type"] == "said" and message["from"] == self.name
        return message["text"].encode() if own else None


@dataclasses.dataclass(frozen=True)
class Room:
    """A server to try: its step, where it listens, a text, and the answer.

    ``settings`` is its environment, ``ear`` makes the ear of each client.
    """

    step: str
    path: str
    said: bytes
    heard: bytes
    settings: dict[str, str] = dataclasses.field(default_factory=dict, hash=False)
    ear: Callable[[], Ear] = lambda: lambda text: text


def last_step(chapter: str) -> str:
    steps = [step for step in conversation.servers() if step.startswith(f"{chapter}/step")]
    return max(steps, key=lambda step: int(step.partition("/step")[2].partition("_")[0]))


SAID = '{"name": "grüß dich 👋"}'.encode()
ECHO = Room(
    step=last_step("ch04_formats"),
    path="/ws",
    said=SAID,
    heard='{"echo": {"name": "grüß dich 👋"}}'.encode(),
)
FINISHED = Room(
    step=last_step("ch13_deploy"),
    path="/chat",
    said=SAID,  # no type, so it is a message to everyone
    heard=SAID,
    settings={"GUESTS": "1", "RATE": "1000000"},
    ear=OwnWords,
)


@dataclasses.dataclass(frozen=True)
class Case:
    """What a client sends, what it hears, and the end.

    ``end`` is the close code; or the whole payload of the close frame, where the server has to give
    back what it got; or None, where the connection stays open and the text is answered.
    """

    sent: bytes
    end: int | bytes | None
    hears: tuple[tuple[int, bytes], ...] = ()


def code(number: int, reason: bytes = b"") -> bytes:
    """The payload of a close frame."""
    return struct.pack("!H", number) + reason


GOODBYE = frame(CLOSE, code(1000))
CLOSE_BYTE = bytes([0x80 | CLOSE])


def a_message(*frames: bytes, pongs: tuple[bytes, ...] = ()) -> Case:
    """Frames that are together the text, and the pongs that come before its answer."""
    return Case(b"".join(frames), None, tuple((PONG, payload) for payload in pongs))


GREETING = fragments(SAID, 2, 13, 14)  # the second cut goes through a letter
EMPTY, FULL = b"", bytes(range(125))
CASES = {
    # Fragmentation
    "a text in one frame": a_message(frame(TEXT, SAID)),
    "a text in four frames": a_message(*GREETING),
    "a frame for each byte": a_message(*fragments(SAID, *range(1, len(SAID)))),
    "empty fragments": a_message(*fragments(SAID, 0, 0, 5, 5, len(SAID), len(SAID))),
    "a binary message in fragments": Case(b"".join(fragments(SAID, 5, opcode=BINARY)), 1003),
    "the continuation of nothing": Case(frame(CONTINUATION, SAID), 1002),
    "a text inside a text": Case(GREETING[0] + frame(TEXT, SAID), 1002),
    "a binary message inside a text": Case(GREETING[0] + frame(BINARY, SAID), 1002),
    # Control frames, alone and between fragments
    "a ping of 0 bytes": a_message(frame(PING), frame(TEXT, SAID), pongs=(EMPTY,)),
    "a ping of 125 bytes": a_message(frame(PING, FULL), frame(TEXT, SAID), pongs=(FULL,)),
    "pings between fragments": a_message(
        GREETING[0],
        frame(PING),
        GREETING[1],
        frame(PING, FULL),
        frame(PING, b"2"),
        *GREETING[2:],
        pongs=(EMPTY, FULL, b"2"),
    ),
    "pongs that nobody asked for": a_message(
        frame(PONG), GREETING[0], frame(PONG, FULL), *GREETING[1:]
    ),
    # The RFC is silent here; the library calls a message that nobody will end a fault.
    "a goodbye between fragments": Case(GREETING[0] + frame(CLOSE, code(1000)), 1002),
    "a ping after the goodbye": Case(frame(CLOSE, code(1000)) + frame(PING), code(1000)),
    "a text after the goodbye": Case(frame(CLOSE, code(1000)) + frame(TEXT, SAID), code(1000)),
    "nonsense after the goodbye": Case(frame(CLOSE, code(1000)) + b"\xff" * 20, code(1000)),
    # A length that no memory holds, and one whose highest bit the RFC forbids
    "a header that promises 2**62 bytes": Case(frame(TEXT, length=2**62), 1009),
    "a header that promises 2**64 - 1 bytes": Case(frame(TEXT, length=2**64 - 1), 1009),
}
for name, opcode in {"ping": PING, "pong": PONG, "close frame": CLOSE}.items():
    CASES |= {
        f"a {name} of 126 bytes": Case(frame(opcode, code(1000) + b"x" * 124), 1002),
        f"a {name} of 65,536 bytes": Case(frame(opcode, code(1000) + b"x" * 65_534), 1002),
        f"a {name} in fragments": Case(frame(opcode, code(1000), fin=False), 1002),
        f"a {name} of 126 bytes between fragments": Case(
            GREETING[0] + frame(opcode, code(1000) + b"x" * 124), 1002
        ),
    }
for name, opcode in {
    "text": TEXT,
    "binary message": BINARY,
    "continuation": CONTINUATION,
    "ping": PING,
    "pong": PONG,
    "close frame": CLOSE,
}.items():
    CASES[f"a {name} without a mask"] = Case(frame(opcode, code(1000), masked=False), 1002)
    for bits in (1, 2, 4, 7):
        CASES[f"a {name} with the reserved bits {bits:03b}"] = Case(
            frame(opcode, code(1000), reserved=bits), 1002
        )
for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15):
    CASES[f"opcode {opcode}"] = Case(frame(opcode, SAID), 1002)
    CASES[f"opcode {opcode} between fragments"] = Case(GREETING[0] + frame(opcode), 1002)

# The goodbye: 0, 1, 2 and 125 bytes, and each code from both sides of each border
FORBIDDEN = [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 65_535]
ALLOWED = [*range(1000, 1004), *range(1007, 1015), 3000, 3999, 4000, 4999]
CASES |= {
    "a goodbye of 0 bytes": Case(frame(CLOSE), b""),
    "a goodbye of 1 byte": Case(frame(CLOSE, b"\x03"), 1002),
    "a goodbye of 125 bytes": Case(frame(CLOSE, code(1000, b"x" * 123)), code(1000, b"x" * 123)),
    "a goodbye with a reason in UTF-8": Case(
        frame(CLOSE, code(4000, "tschüß 👋".encode())), code(4000, "tschüß 👋".encode())
    ),
}
for number in ALLOWED:
    CASES[f"a goodbye with {number}"] = Case(frame(CLOSE, code(number)), code(number))
for number in FORBIDDEN:
    CASES[f"a goodbye with {number}, which none may send"] = Case(frame(CLOSE, code(number)), 1002)

# UTF-8: what is wrong with it, wherever it stands
NOT_UTF8 = {
    "a byte that never occurs": b"\xff",
    "another": b"\xc0",
    "a continuation of nothing": b"\x80",
    "a letter without its end": b"\xc3",
    "three bytes without the last": b"\xe2\x82",
    "four bytes without the last": b"\xf0\x9f\x91",
    "a slash in two bytes": b"\xc0\xaf",
    "a slash in three bytes": b"\xe0\x80\xaf",
    "a slash in four bytes": b"\xf0\x80\x80\xaf",
    "half of a surrogate pair": b"\xed\xa0\x80",
    "a whole surrogate pair": b"\xed\xa0\xbd\xed\xb1\x8b",
    "a letter beyond the last": b"\xf4\x90\x80\x80",
    "five bytes": b"\xf8\x88\x80\x80\x80",
}
for name, wrong in NOT_UTF8.items():
    CASES |= {
        f"not UTF-8: {name}, alone": Case(frame(TEXT, wrong), 1007),
        f"not UTF-8: {name}, at the beginning": Case(frame(TEXT, wrong + SAID), 1007),
        f"not UTF-8: {name}, in the middle": Case(frame(TEXT, SAID[:4] + wrong + SAID[4:]), 1007),
        f"not UTF-8: {name}, at the end": Case(frame(TEXT, SAID + wrong), 1007),
        f"not UTF-8: {name}, in a reason": Case(frame(CLOSE, code(1000, b"a" + wrong)), 1007),
        f"not UTF-8: {name}, cut into fragments": Case(
            b"".join(fragments(SAID + wrong, *range(len(SAID), len(SAID + wrong)))), 1007
        ),
        f"not UTF-8: {name}, with a ping between": Case(
            frame(TEXT, wrong, fin=False) + frame(PING) + frame(CONTINUATION),
            1007,
            ((PONG, b""),),
        ),
    }
for place in range(len(SAID)):
    CASES[f"not UTF-8: byte {place} of the text"] = Case(
        frame(TEXT, SAID[:place] + b"\xff" + SAID[place + 1 :]), 1007
    )

BROKEN = {1002, 1003, 1007, 1009}
"""Codes that say that somebody broke a rule, whichever end: they leave a line in the log."""


class Served:
    """A running server, and a client that was there before and must go on being served."""

    def __init__(self, server: Any, room: Room, bystander: Any) -> None:
        self.server = server
        self.room = room
        self.bystander = bystander
        self.ear = room.ear()

    async def serves_the_other(self) -> None:
        await self.bystander.send(self.room.said.decode())
        while (heard := self.ear((await self.bystander.recv()).encode())) is None:
            pass
        assert heard == self.room.heard

    @contextlib.asynccontextmanager
    async def raw_client(self, *headers: str) -> AsyncIterator[RawClient]:
        async with raw_client(self.server, self.room.path, *headers) as client:
            yield Listener(client.reader, client.writer, self.room.ear())

    @contextlib.asynccontextmanager
    async def logs(self, lines: int) -> AsyncIterator[None]:
        """What happens here leaves so many lines in the log, and the other client in peace."""
        began = len(self.server.log)
        try:
            yield
            await self.serves_the_other()
        finally:
            await settled(self.server, self.room.path)
        written = serious(self.server.log[began:])
        assert len(written.splitlines()) == lines, written


class Listener(RawClient):
    """A raw client that hears, of the texts, only what is for its ear."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, ear: Ear
    ) -> None:
        super().__init__(reader, writer)
        self.ear = ear

    async def receive(self, within: float = PATIENCE) -> tuple[int, bytes]:
        while True:
            opcode, payload = await super().receive(within)
            heard = self.ear(payload) if opcode == TEXT else payload
            if heard is not None:
                return opcode, heard


@contextlib.asynccontextmanager
async def in_this_process(room: Room) -> AsyncIterator[Any]:
    module = conversation.load(room.step)
    async with in_process.serve(module.api, **conversation.settings(module)) as server:
        yield server


def on_a_socket(room: Room) -> Any:
    module = f"tutorial_code.{room.step.replace('/', '.')}"
    return serve_command(sys.executable, "-m", module, env=room.settings)


WHERE = [*RUNTIMES, pytest.param("finished_room", marks=pytest.mark.real)]
"""The echo on each runtime, and the finished room on a real socket."""


@pytest.fixture(scope="module", params=WHERE)
def where(request: pytest.FixtureRequest) -> tuple[Room, Callable[[Room], Any]]:
    """A room, and how it is served; a fixture that waits can't choose among fixtures that wait."""
    if request.param == "in_page":
        machine = request.getfixturevalue("machine")
        return ECHO, lambda room: machine.serve(room.step)
    if request.param == "in_process":
        return ECHO, in_this_process
    return FINISHED if request.param == "finished_room" else ECHO, on_a_socket


@pytest.fixture(scope="module")
async def served(where: tuple[Room, Callable[[Room], Any]]) -> AsyncIterator[Served]:
    """One server for all tests here: whatever one sends, it must go on."""
    room, serve = where
    async with serve(room) as server:
        connect = conversation.recorded(server.connect, Record())
        async with connect(room.path) as bystander:
            yield Served(server, room, bystander)


# What is sent, and how it ends


SLOW = {
    name: case
    for name, case in CASES.items()
    if len(case.sent) <= 300 and ("UTF-8" not in name or "fragments" in name)
}
"""What may depend on where it is cut: UTF-8 is looked at when a message is whole."""


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_the_frames_get_what_they_should(served: Served, case: Case):
    async def at_once(client: RawClient, ended: Callable[[], bool]) -> None:
        await client.send(case.sent)

    await gets_what_it_should(served, case, at_once)


@pytest.mark.parametrize("where", WHERE[:2], indirect=True)
@pytest.mark.parametrize("case", SLOW.values(), ids=SLOW)
async def test_the_frames_get_what_they_should_byte_by_byte(served: Served, case: Case):
    """Between two bytes another client is served, so the server reads them one by one."""

    async def byte_by_byte(client: RawClient, ended: Callable[[], bool]) -> None:
        for byte in case.sent:
            if ended():
                break
            await client.send(bytes([byte]))
            await served.serves_the_other()

    await gets_what_it_should(served, case, byte_by_byte)


async def gets_what_it_should(served: Served, case: Case, send: Callable[..., Any]) -> None:
    async with served.logs(lines=lines_about(case)), served.raw_client() as client:
        if case.end is None:
            await send(client, lambda: False)
            await answers(client, *case.hears, (TEXT, served.room.heard))
            await client.send(GOODBYE)
            await ends(client, code(1000))
        else:
            hearing = asyncio.ensure_future(client.hears())
            await send(client, hearing.done)
            *before, close_frame = await hearing
            assert tuple(before) == case.hears
            is_close_frame(close_frame, case.end)
            await is_over(client)


def lines_about(case: Case) -> int:
    end = int.from_bytes(case.end[:2]) if isinstance(case.end, bytes) else case.end
    return int(end in BROKEN)


async def answers(client: RawClient, *frames: tuple[int, bytes]) -> None:
    for expected in frames:
        assert await client.receive() == expected


async def ends(client: RawClient, end: int | bytes) -> None:
    """The next frame closes the connection, and that is over."""
    is_close_frame(await client.receive(), end)
    await is_over(client)


def is_close_frame(heard: tuple[int, bytes], end: int | bytes) -> None:
    opcode, payload = heard
    assert opcode == CLOSE
    assert (payload if isinstance(end, bytes) else int.from_bytes(payload[:2])) == end


async def is_over(client: RawClient) -> None:
    """The client says goodbye, where it is still heard, and TCP ends."""
    with contextlib.suppress(ConnectionError):
        await client.send(GOODBYE)
        async with asyncio.timeout(PATIENCE):
            assert await client.reader.read() == b""


# Several faults at once


FAULTS = {
    1002: frame(TEXT, SAID, masked=False),
    1003: frame(BINARY, SAID),
    1007: frame(TEXT, b"caf\xe9"),
    1009: frame(TEXT, length=2**62),
}


@pytest.mark.parametrize(("fault", "end"), [(1002, 1002), (1003, 1000), (1009, 1009)])
async def test_a_fault_and_the_goodbye_at_once_leave_one_line(served: Served, fault, end):
    """Where the kind was wrong, the client has left before anybody looked at it."""
    async with served.logs(lines=1), served.raw_client() as client:
        await client.send(FAULTS[fault] + GOODBYE)
        await ends(client, end)


@pytest.mark.parametrize("where", [WHERE[1], WHERE[3]], indirect=True)
async def test_bad_utf8_and_the_goodbye_at_once_leave_one_line(served: Served):
    """An error of uvicorn's own, which only a real transport turns into an end."""
    async with served.logs(lines=1), served.raw_client() as client:
        await client.send(FAULTS[1007] + GOODBYE)
        assert await client.ends() == 1006


@pytest.mark.parametrize("first", FAULTS)
@pytest.mark.parametrize("second", FAULTS)
async def test_two_faults_at_once_leave_one_line(served: Served, first: int, second: int):
    async with served.logs(lines=1), served.raw_client() as client:
        await client.send(FAULTS[first] + FAULTS[second])
        heard = await client.hears()
        assert len(heard) == 1
        assert int.from_bytes(heard[0][1][:2]) in (first, second)


@pytest.mark.parametrize("fault", FAULTS)
async def test_who_never_answers_the_close_frame_holds_up_nobody(served: Served, fault: int):
    async with served.logs(lines=1), served.raw_client() as client:
        await client.send(FAULTS[fault])
        is_close_frame(await client.receive(), fault)
        await served.serves_the_other()


async def send_what_is_not_utf8(served: Served) -> None:
    """The check that the last step passes."""
    async with served.logs(lines=1), served.raw_client() as client:
        await client.send(FAULTS[1007])
        await ends(client, 1007)


async def test_what_is_not_utf8_is_told_in_one_line(served: Served):
    await send_what_is_not_utf8(served)


@pytest.mark.real
async def test_without_the_filter_it_is_told_with_a_traceback():
    room = dataclasses.replace(ECHO, step="ch04_formats/step6_json")
    async with on_a_socket(room) as server, server.connect(room.path) as bystander:
        with pytest.raises(AssertionError, match=re.escape(TRACEBACK)):
            await send_what_is_not_utf8(Served(server, room, bystander))


# Half-open and half-closed connections


REQUEST = f"{UPGRADE.format(path='/ws')}\r\n".encode()
MOMENTS = {
    "before a word": b"",
    "inside its request": REQUEST[:40],
    "before the answer": REQUEST,
}
PLACES = {
    "saying nothing": b"",
    "inside a header": GREETING[0][:1],
    "inside a mask": GREETING[0][:4],
    "inside a payload": frame(TEXT, SAID)[:-1],
    "between two fragments": GREETING[0],
    "after a ping": frame(PING),
}


def half_closes(writer: asyncio.StreamWriter) -> None:
    writer.write_eof()


def resets(writer: asyncio.StreamWriter) -> None:
    if sock := writer.get_extra_info("socket"):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def stays(writer: asyncio.StreamWriter) -> None:
    """Half open: it neither speaks nor leaves."""


@pytest.mark.parametrize("leave", [half_closes, resets, stays])
@pytest.mark.parametrize("sent", MOMENTS.values(), ids=MOMENTS)
async def test_a_client_may_stop_before_it_is_one(served: Served, sent: bytes, leave: Any):
    async with served.logs(lines=0):
        reader, writer = await served.server.open_connection()
        writer.write(sent)
        leave(writer)
        await served.serves_the_other()
        if leave is half_closes:
            async with asyncio.timeout(PATIENCE):
                assert CLOSE_BYTE not in (await reader.read()).rpartition(b"\r\n\r\n")[2]
        writer.transport.abort()


@pytest.mark.parametrize("leave", [half_closes, resets, stays])
@pytest.mark.parametrize("sent", PLACES.values(), ids=PLACES)
async def test_a_client_may_stop_anywhere(served: Served, sent: bytes, leave: Any):
    async with served.logs(lines=0), served.raw_client() as client:
        await client.send(sent)
        leave(client.writer)
        await served.serves_the_other()
        if leave is half_closes:
            assert await client.ends() == 1006


@pytest.mark.parametrize("where", WHERE[:3], indirect=True)  # the room answers by way of its log
async def test_a_client_that_has_said_all_still_hears_the_answer(served: Served):
    """It closes its own direction at once, with a goodbye or without."""
    async with served.logs(lines=0):
        async with served.raw_client() as client:
            await client.send(frame(TEXT, SAID))
            half_closes(client.writer)
            assert await client.hears() == [(TEXT, served.room.heard)]
        async with served.raw_client() as client:
            await client.send(GOODBYE)
            half_closes(client.writer)
            assert await client.hears() == [(CLOSE, code(1000))]


async def test_a_crowd_that_never_says_a_word_holds_up_nobody(served: Served):
    async with served.logs(lines=0), contextlib.AsyncExitStack() as crowd:
        for _ in range(50):
            await crowd.enter_async_context(served.raw_client())
        await served.serves_the_other()


# Compression


DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate"


def deflated(payload: bytes) -> bytes:
    deflate = zlib.compressobj(wbits=-15)
    return (deflate.compress(payload) + deflate.flush(zlib.Z_SYNC_FLUSH))[:-4]


COMPRESSED = {
    "what was never deflated": (frame(TEXT, b"\xff" * 20, reserved=4), 1002),
    "a compressed ping": (frame(PING, deflated(b"hi"), reserved=4), 1002),
    "a compressed continuation": (
        GREETING[0] + frame(CONTINUATION, deflated(SAID), reserved=4),
        1002,
    ),
    "another reserved bit": (frame(TEXT, deflated(SAID), reserved=6), 1002),
    "compressed bytes that are not UTF-8": (frame(TEXT, deflated(b"caf\xe9"), reserved=4), 1007),
}


@pytest.mark.parametrize("where", WHERE[:3], indirect=True)  # the room does not compress
@pytest.mark.parametrize(("sent", "end"), COMPRESSED.values(), ids=COMPRESSED)
async def test_compression_has_its_rules_as_well(served: Served, sent: bytes, end: int):
    async with served.logs(lines=1), served.raw_client(DEFLATE) as client:
        await client.send(sent)
        await ends(client, end)


@pytest.mark.parametrize("where", WHERE[:3], indirect=True)
async def test_compressed_fragments_are_one_text(served: Served):
    data = deflated(SAID)
    async with served.logs(lines=0), served.raw_client(DEFLATE) as client:
        await client.send(
            frame(TEXT, data[:3], fin=False, reserved=4), frame(PING), frame(CONTINUATION, data[3:])
        )
        await answers(client, (PONG, b""))
        opcode, answer = await client.receive()
        assert opcode == TEXT
        assert zlib.decompressobj(wbits=-15).decompress(answer + b"\0\0\xff\xff") == (
            served.room.heard
        )
