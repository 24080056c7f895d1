"""The record says what crossed the wire, whatever crossed it."""

import time

import pytest
from websockets.frames import Close, Frame, Opcode

from live.wire import Event, Record, WireLog


@pytest.fixture
def record() -> Record:
    return Record()


@pytest.fixture
def log(record: Record) -> WireLog:
    return WireLog(record, "A")


FRAMES = [
    (Frame(Opcode.TEXT, b"hi"), "text hi"),
    (Frame(Opcode.TEXT, b""), "text"),
    (Frame(Opcode.TEXT, "grüß dich".encode()), "text grüß dich"),
    (Frame(Opcode.TEXT, b"one\ntwo\x00"), r"text one\ntwo\x00"),
    (Frame(Opcode.TEXT, b"x" * 60), "text " + "x" * 60),
    (Frame(Opcode.TEXT, b"x" * 61), "text " + "x" * 60 + "… (61 characters)"),
    (Frame(Opcode.TEXT, b"x" * 1234), "text " + "x" * 60 + "… (1,234 characters)"),
    (Frame(Opcode.TEXT, b"\xff"), "text \N{REPLACEMENT CHARACTER}"),
    (Frame(Opcode.TEXT, b"half", fin=False), "text 68 61 6c 66"),
    (Frame(Opcode.CONT, b"\x01\x02"), "continuation 01 02"),
    (Frame(Opcode.BINARY, b"\x00\xff"), "binary 00 ff"),
    (Frame(Opcode.BINARY, bytes(30)), "binary " + "00 " * 20 + "… (30 bytes)"),
    (Frame(Opcode.PING, b""), "ping"),
    (Frame(Opcode.PONG, b"\x01"), "pong 01"),
    (Frame(Opcode.CLOSE, Close(1000, "").serialize()), "close 1000"),
    (Frame(Opcode.CLOSE, Close(4401, "who?").serialize()), "close 4401 who?"),
    (Frame(Opcode.CLOSE, b""), "close 1005"),
]


@pytest.mark.parametrize(("frame", "said"), FRAMES)
def test_each_frame_has_its_line(record, log, frame, said):
    log.debug("> %s", frame)
    log.debug("< %s", frame)
    assert record.as_text() == f"A → {said}\nA ← {said}"


def test_a_handshake_carries_its_headers(record, log):
    log.debug("> GET %s HTTP/1.1", "/ws")
    log.debug("> %s: %s", "Sec-WebSocket-Protocol", "chat, news")
    log.debug("< HTTP/1.1 %d %s", 101, "Switching Protocols")
    log.debug("< %s: %s", "Sec-WebSocket-Protocol", "chat")
    assert record.as_text() == (
        "A → GET /ws (subprotocols chat, news)\nA ← 101 Switching Protocols (subprotocol chat)"
    )
    assert record.events[0].headers == [("Sec-WebSocket-Protocol", "chat, news")]


def test_an_end_without_a_close_frame_is_a_loss(record, log):
    log.debug("< HTTP/1.1 %d %s", 101, "Switching Protocols")
    log.debug("= connection is %s", "CLOSED")
    assert record.as_text().endswith("\nA ← lost, without a close frame (1006)")
    assert record.events[-1].code == 1006


@pytest.mark.parametrize("ending", ["refused", "closed"])
def test_an_end_that_was_announced_is_no_loss(record, log, ending):
    if ending == "refused":
        log.debug("< HTTP/1.1 %d %s", 403, "Forbidden")
    else:
        log.debug("< %s", Frame(Opcode.CLOSE, Close(1000, "").serialize()))
    log.debug("= connection is %s", "CLOSED")
    assert len(record.events) == 1


def test_a_close_that_only_the_client_sent_is_still_a_loss(record, log):
    log.debug("> %s", Frame(Opcode.CLOSE, Close(1000, "").serialize()))
    log.debug("= connection is %s", "CLOSED")
    assert record.as_text() == "A → close 1000\nA ← lost, without a close frame (1006)"


def test_what_reaches_several_clients_at_once_is_sorted_by_client(record):
    for line in ("B → 1", "C ← 1", "A ← 1", "B ← 1", "B ← 2", "A → 3", "A ← 3"):
        lane, arrow, data = line.split()
        record.add(Event(lane, "up" if arrow == "→" else "down", "text", data=data))
    assert [str(event).replace("text ", "") for event in record.in_order()] == [
        *("B → 1", "A ← 1", "B ← 1", "B ← 2", "C ← 1", "A → 3", "A ← 3")
    ]


def test_times_never_go_back(record, log):
    for _ in range(3):
        log.debug("> %s", Frame(Opcode.PING, b""))
    times = [event["time"] for event in record.as_json()]
    assert times == sorted(times)
    assert times[0] >= 0


def test_other_lines_of_the_library_are_not_events(record, log):
    log.debug("= connection is %s", "OPEN")
    log.debug("% sent keepalive ping")
    log.debug("> EOF")
    assert record.events == []


def test_what_waits_is_told_in_bytes(record):
    record.add(Event("A", "down", "waiting", size=1234))
    assert record.as_text() == "A ← 1,234 bytes wait unread"


def test_times_are_milliseconds_since_the_record_began(monkeypatch):
    clock = iter([100.0, 100.0123456])
    monkeypatch.setattr(time, "perf_counter", lambda: next(clock))
    assert Record().add(Event("A", "up", "text")).time == 12.346


def test_an_event_that_says_nothing_of_its_size_and_time_has_none():
    event = Event("A", "up", "text")
    assert (event.size, event.time) == (0, 0)
