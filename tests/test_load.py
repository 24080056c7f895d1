"""The crowd of the benchmarks counts what comes, and the limits are kept or the run fails."""

import socket
from collections.abc import Callable, Iterator
from itertools import product

import pytest

from benchmarks import room
from benchmarks.load import PING, PONG, TEXT, Crowd, Dialect, Member, frame
from benchmarks.measures import SIZES, Costs, Effort, Figures, Found
from benchmarks.servers import ALL, BROADCAST, CHANNELS, FASTAPI, NAIVE, OURS, SOCKETIO, TWO, WS
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


def a_run() -> tuple[Found, Costs]:
    """All servers are the same, and each member costs as much."""
    found: Found = {}
    for server, members, size in product([*ALL, TWO], Effort.crowds, SIZES):
        for what in ("fan-out", "all read", "one does not"):
            found[what, server.name, members, size] = [Figures(100, 1, 10, 10)]
    return found, {members: (members * 30_000.0, members) for members in Effort.members}


def status(found: Found, costs: Costs) -> int:
    return show("", room.rows(Effort(), found, costs))


def test_who_is_as_fast_as_the_others_passes():
    assert status(*a_run()) == 0


@pytest.mark.parametrize(
    ("peer", "most"),
    [(NAIVE, 100), (FASTAPI, 100), (CHANNELS, 100), (SOCKETIO, 100), (BROADCAST, 111), (WS, 999)],
    ids=lambda each: getattr(each, "name", None),
)
@pytest.mark.parametrize("crowd", Effort.crowds)
@pytest.mark.parametrize("size", SIZES)
def test_a_peer_may_be_so_fast_and_no_faster(peer, most, crowd, size):
    found, costs = a_run()
    (figures,) = found["fan-out", peer.name, crowd, size]
    figures.rate = most
    assert status(found, costs) == 0
    figures.rate += 1
    assert status(found, costs) == (0 if peer is WS else 1)


@pytest.mark.parametrize("server", ALL, ids=lambda server: server.name)
def test_beside_one_that_never_reads_this_room_may_take_twice_as_long(server):
    found, costs = a_run()
    (figures,) = found["one does not", server.name, Effort.crowds[0], SIZES[1]]
    figures.slowest = 20
    assert status(found, costs) == 0
    figures.slowest = 20.1
    assert status(found, costs) == (1 if server is OURS else 0)


@pytest.mark.parametrize("members", Effort.members[1:])  # the first are where the line begins
@pytest.mark.parametrize("what", [0, 1])
def test_what_a_member_costs_is_a_straight_line(members, what):
    found, costs = a_run()
    figures = list(costs[members])
    figures[what] *= 1.5
    costs[members] = figures[0], figures[1]
    assert status(found, costs) == 1
