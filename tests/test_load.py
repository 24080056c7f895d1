"""The crowd of the benchmarks counts what comes, and notices what does not come as it should."""

import socket
from collections.abc import Callable, Iterator

import pytest

from benchmarks.load import PING, PONG, TEXT, Crowd, Dialect, Member, frame
from benchmarks.table import Row, show

Hear = Callable[..., tuple[Crowd, socket.socket]]


@pytest.fixture
def hear() -> Iterator[Hear]:
    """``hear(*parts)``: the only member gets these bytes, after three messages were said."""
    crowd, (ours, theirs) = Crowd(Dialect(asides=(b"by the way",)), []), socket.socketpair()
    member = crowd.members[ours.fileno()] = Member(ours, b"")
    for _ in range(3):
        crowd.say(200, ours)
    theirs.recv(65536)

    def hear(*parts: bytes) -> tuple[Crowd, socket.socket]:
        for part in parts:
            theirs.sendall(part)
            crowd.hear(member)
        return crowd, theirs

    with ours, theirs:
        yield hear
    crowd.epoll.close()


def sent(text: bytes, kind: int = TEXT) -> bytes:
    """A frame from a server."""
    size = len(text)
    return bytes([kind, size] if size < 126 else [kind, 126, *size.to_bytes(2)]) + text


def said(number: int) -> bytes:
    return sent((b"%08d" % number).rjust(200, b"x"))


def test_messages_are_counted_however_they_are_cut(hear):
    byte_by_byte = [bytes([byte]) for byte in said(1)[3:]]
    crowd, _ = hear(said(0) + said(1)[:3], *byte_by_byte, said(2) + sent(b"by the way, hi"))
    assert (crowd.complete, len(crowd.late)) == (3, 3)


@pytest.mark.parametrize("numbers", [[1], [0, 0], [0, 2], [0, 1, 2, 3]])
def test_a_message_that_is_missing_or_early_or_comes_twice_is_noticed(hear, numbers):
    with pytest.raises(ConnectionError, match=f"expected message {len(numbers) - 1}"):
        hear(*map(said, numbers))


def test_a_ping_is_answered(hear):
    _, server = hear(sent(b"are you there?", PING))
    assert server.recv(100) == frame(PONG, b"are you there?")


def test_a_member_that_is_put_out_is_noticed(hear):
    crowd, server = hear(said(0))
    server.shutdown(socket.SHUT_WR)
    with pytest.raises(ConnectionError, match="has closed"):
        crowd.hear(*crowd.members.values())


@pytest.mark.parametrize(
    ("value", "least", "verdict", "status"),
    [
        (0.8, True, "FAILS", 1),
        (0.95, True, "ok", 0),
        (1.2, True, "aim met", 0),
        (1.2, False, "FAILS", 1),
        (0.95, False, "ok", 0),
        (0.8, False, "aim met", 0),
    ],
)
def test_a_figure_on_the_wrong_side_of_its_limit_fails(value, least, verdict, status, capsys):
    must, aim = (0.9, 1.0) if least else (1.0, 0.9)
    assert show("medians", [Row("speed", value, must, aim, "", least)]) == status
    assert verdict in capsys.readouterr().out
