"""Every step's one conversation, on each runtime, and in its chapter."""

import asyncio
import contextlib
import logging
import re
import socket
import struct
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from live import conversation, in_process
from live.wire import Event, Record
from tests import raw_frames, runtimes
from tests.processes import TRACEBACK
from tests.runtimes import RUNTIMES, Serve

STEPS = conversation.steps()


CHANCE = {
    # uvloop makes a writer wait at once, or, about one time in four, only after one more message.
    "ch03_chat/step6_limit",
}
"""Conversations that count what a real socket takes, which is not always the same."""


@pytest.mark.parametrize("step", STEPS)
async def test_the_conversation_holds_in_process(step: str) -> None:
    await conversation.hold_in_process(step)


@pytest.mark.parametrize("serve", RUNTIMES[1:], indirect=True)
@pytest.mark.parametrize("step", STEPS)
async def test_the_wire_shows_the_same_on_each_runtime(
    serve: Serve, step: str, request: pytest.FixtureRequest
) -> None:
    """What counts the buffers of a real socket may take twelve attempts; one in four fails."""
    expected = (await conversation.hold_in_process(step)).as_text()
    if step in CHANCE and "real_socket" in request.node.name:
        for _ in range(11):
            with contextlib.suppress(AssertionError):
                if await hold(serve, step) == expected:
                    return
    assert await hold(serve, step) == expected


async def hold(serve: Serve, step: str) -> str:
    """Hold a step's conversation on a runtime; what crossed the wire."""
    async with serve(step) as server:
        await conversation.hold(conversation.load_talk(step), server, server.record)
    return str(server.record.as_text())


CAREFUL = {
    "ch01_handshake/predict_pieces",
    "ch02_echo/predict_counter",
    "ch08_testing/predict_next",
}
"""Predictions that are not about what goes wrong when a client leaves."""


async def test_a_client_with_a_log_of_its_own_is_not_recorded() -> None:
    record, step = Record(), conversation.load("ch02_echo/step1_echo")
    async with in_process.serve(step.api) as server:
        connect = conversation.recorded(server.connect, record)
        async with connect("/ws", logger=logging.getLogger("own")) as ws:
            await ws.send("hello")
            assert await ws.recv() == "Echo: hello"
    assert (record.events, record.taken) == ([], None)


CLEAN = [step for step in STEPS if not re.search(r"/(wrong|predict)_", step) or step in CAREFUL]
"""Steps whose clients may do what they like."""


@pytest.mark.parametrize("step", CLEAN)
async def test_however_its_clients_leave_the_log_stays_clean_in_process(step: str) -> None:
    await leave_and_look(runtimes.serve_in_process, step)


@pytest.mark.proof
@pytest.mark.parametrize("serve", RUNTIMES[1:], indirect=True)
@pytest.mark.parametrize("step", CLEAN)
async def test_however_its_clients_leave_the_log_stays_clean(serve: Serve, step: str) -> None:
    await leave_and_look(serve, step)


async def leave_and_look(serve: Serve, step: str) -> None:
    """By a close frame, in a hurry, by a reset, and as a killed program does: the kernel says FIN.

    Each handshake of the step's conversation that was accepted is made again, byte by byte, and
    what its client said first is said again where it leaves in a hurry.
    """
    record = await conversation.hold_in_process(step)
    async with serve(step) as server:
        await leave_in_each_way(server, record)
    assert_clean(server.log)


async def leave_in_each_way(server: Any, record: Record) -> None:
    """Come as each client of a record did, and leave; the server goes on serving others."""
    for handshake, first in accepted(record):
        for leave in (close, in_a_hurry, reset, killed):
            async with leaving(server, handshake) as writer:
                leave(writer, first)
    for handshake, _ in accepted(record):
        async with leaving(server, handshake) as writer:
            close(writer, b"")


def assert_clean(log: str) -> None:
    """A server has logged no error, and left none to be found later."""
    for sign in (TRACEBACK, "never retrieved", "was destroyed"):
        assert sign not in log


@contextlib.asynccontextmanager
async def leaving(server: Any, handshake: bytes) -> AsyncIterator[asyncio.StreamWriter]:
    """A connection whose handshake is accepted; at the end, wait until the server has closed it."""
    reader, writer = await server.open_connection()
    writer.write(handshake)
    async with asyncio.timeout(5):
        answer = await reader.readuntil(b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 101 "), answer
    yield writer
    with contextlib.suppress(ConnectionResetError):
        await reader.read()
        writer.close()
        await writer.wait_closed()


def accepted(record: Record) -> Iterator[tuple[bytes, bytes]]:
    """The handshakes that a server accepted, with the first frame that each client sent."""
    for lane in sorted({event.lane for event in record.events}):
        request, response, *rest = [event for event in record.events if event.lane == lane]
        if response.code == 101 and not is_private(request):
            headers = "".join(
                f"{name}: {value}\r\n"
                for name, value in request.headers
                if name.lower() != "sec-websocket-extensions"
            )
            said = [event for event in rest if event.way == "up" and event.kind in SENT]
            frames = [raw_frames.frame(*SENT[event.kind](event.data)) for event in said[:1]]
            yield f"GET {request.data} HTTP/1.1\r\n{headers}\r\n".encode(), b"".join(frames)


def is_private(request: Event) -> bool:
    """Whether it shows what opens no other server: a ticket, or the key of a session."""
    keys = [value for name, value in request.headers if name.lower() == "cookie"]
    return "…" in request.data or any(value.startswith("session=") for value in keys)


SENT: dict[str, Callable[[str], tuple[int, bytes]]] = {
    "text": lambda data: (raw_frames.TEXT, data.encode()),
    "binary": lambda data: (raw_frames.BINARY, bytes.fromhex(data)),
}
GOODBYE = raw_frames.frame(raw_frames.CLOSE, (1000).to_bytes(2))


def close(writer: asyncio.StreamWriter, first: bytes) -> None:
    writer.write(GOODBYE)


def in_a_hurry(writer: asyncio.StreamWriter, first: bytes) -> None:
    writer.write(first + GOODBYE)


def reset(writer: asyncio.StreamWriter, first: bytes) -> None:
    linger = struct.pack("ii", 1, 0)  # on, for no time: close() sends RST
    if a_socket := writer.get_extra_info("socket"):  # where there is none, to abort is to reset
        a_socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


def killed(writer: asyncio.StreamWriter, first: bytes) -> None:
    writer.write(first)
    with contextlib.suppress(OSError):  # a server that answers the first with a goodbye may be gone
        writer.write_eof()


@pytest.mark.parametrize("step", [step for step in STEPS if "/predict_" not in step])
def test_the_chapter_plays_the_conversation(step: str) -> None:
    chapter = conversation.TUTORIAL.parent / "docs" / f"{step.split('/')[0]}.rst"
    text = chapter.read_text(encoding="utf-8")
    assert f'play("{step}"' in text or f".. predict:: {step}\n" in text
