"""A crowd of members in one loop, which reads, counts and checks faster than a server can write.

It parses frames itself: a client library would take longer to read a message than a server to
write it, and then the benchmark would measure the library.
"""

import base64
import gc
import os
import select
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

TEXT, PING, PONG = 0x81, 0x89, 0x8A
NUMBER = 8  # the digits at the end of each message, by which a member knows that none is missing
CHUNK = 65536
PATIENCE = 3  # seconds without any news after which a server stands still
HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


class StandsStill(Exception):
    """Nobody has heard anything for PATIENCE seconds, and somebody should."""


@dataclass(frozen=True)
class Dialect:
    """What a server says and hears around a message."""

    path: str = "/chat"
    first: bytes = b""  # what a client says to join
    before: bytes = b""  # stands before a message to the server
    after: bytes = b""  # and after it
    tail: int = 0  # bytes after a message from the server
    asides: tuple[bytes, ...] = ()  # how texts begin that are no messages
    question: bytes = b"-"  # a text that is to be answered with the next
    answer: bytes = b""

    def say(self, size: int, number: bytes) -> bytes:
        """The frame of a message of so many bytes that ends in a number."""
        return frame(TEXT, self.before + number.rjust(size, b"x") + self.after)


@dataclass
class Talk:
    """What came of a talk: the seconds that each delivery was on its way."""

    late: list[float] = field(repr=False)

    def percentile(self, part: float) -> float:
        """How many milliseconds so many of a hundred deliveries took at most."""
        return sorted(self.late)[int((len(self.late) - 1) * part / 100)] * 1000


def frame(kind: int, payload: bytes) -> bytes:
    """A frame of a client, under a mask of zeros, which changes nothing."""
    size = len(payload)
    if size < 126:
        head = bytes([kind, 0x80 | size])
    elif size < 65536:
        head = bytes([kind, 0xFE]) + size.to_bytes(2)
    else:
        head = bytes([kind, 0xFF]) + size.to_bytes(8)
    return head + bytes(4) + payload


def shake_hands(port: int, dialect: Dialect, buffer: int = 0) -> tuple[socket.socket, bytes]:
    """A member's socket, and what it has heard already; ConnectionError if it is refused.

    ``buffer`` is how many bytes the kernel shall keep for it, if it is to be few.
    """
    sock = socket.socket()
    if buffer:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    sock.connect(("127.0.0.1", port))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    key = base64.b64encode(os.urandom(16)).decode()
    sock.sendall(HANDSHAKE.format(path=dialect.path, port=port, key=key).encode())
    head = b""
    while b"\r\n\r\n" not in head:
        more = sock.recv(CHUNK)
        head += more
        if not more or not head.startswith(b"HTTP/1.1 101 "[: len(head)]):
            raise ConnectionError(f"the handshake should succeed, but came {head!r}")
    if dialect.first:
        sock.sendall(frame(TEXT, dialect.first))
    return sock, head.partition(b"\r\n\r\n")[2]


def reset(sock: socket.socket) -> None:
    """End a connection at once, whatever is on its way."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


class Member:
    """A socket, the beginning of a frame that is not all there, and how many messages it heard."""

    __slots__ = ("heard", "rest", "sock")

    def __init__(self, sock: socket.socket, rest: bytes) -> None:
        self.sock, self.rest, self.heard = sock, rest, 0


class Crowd:
    """Members of one room, the first of which speaks; all must hear each message, in order.

    Where only one message is on its way at a time, they speak in turn.
    """

    def __init__(self, dialect: Dialect, ports: list[int]) -> None:
        self.dialect, self.ports = dialect, ports
        self.members: dict[int, Member] = {}
        self.stuck: list[socket.socket] = []
        self.epoll = select.epoll()
        self.numbers: list[bytes] = []  # of what was said
        self.said: list[float] = []  # and when
        self.arrived: list[int] = []  # and how many have heard it
        self.late: list[float] = []  # how long each delivery took, in seconds
        self.complete = 0  # messages that all have heard
        self.mark, self.settled = b"", 0

    def come(self, members: int) -> None:
        """Let the crowd grow to so many members, and wait until each is in the room."""
        while len(self.members) < members:
            port = self.ports[len(self.members) % len(self.ports)]
            member = Member(*shake_hands(port, self.dialect))
            member.heard = len(self.said)
            self.members[member.sock.fileno()] = member
            self.epoll.register(member.sock, select.EPOLLIN)
        self.settle()

    def settle(self) -> None:
        """Say something again and again, until there was something that everybody has heard."""
        for number in range(100):
            self.mark, self.settled = b"~%07d" % number, 0
            self.speaker.sendall(self.dialect.say(NUMBER, self.mark))
            end = time.perf_counter() + 1 + len(self.members) / 1000
            while self.settled < len(self.members) and time.perf_counter() < end:
                self.listen(0.1)
            if self.settled == len(self.members):
                return
        raise StandsStill(f"{self.settled} of {len(self.members)} members are in the room")

    def get_stuck(self) -> None:
        """One more comes, who never reads, and for whom the kernel keeps little."""
        port = self.ports[-1]
        self.stuck.append(shake_hands(port, self.dialect, buffer=4096)[0])
        self.settle()

    @property
    def speaker(self) -> socket.socket:
        """The first member's socket."""
        return next(iter(self.members.values())).sock

    def talk(self, size: int, window: int, enough: Callable[[int, float], bool]) -> Talk:
        """Say one message after the other, of which ``window`` at most are on their way.

        ``enough`` is asked with the number of messages said and the seconds that have passed.
        StandsStill if they do not arrive.
        """
        gc.collect()
        gc.disable()
        self.late, first = [], len(self.said)
        speakers = [member.sock for member in self.members.values()][: None if window == 1 else 1]
        start = news = time.perf_counter()
        count = 0
        try:
            while True:
                now = time.perf_counter()
                if enough(len(self.said) - first, now - start):
                    if self.complete == len(self.said):
                        return Talk(self.late)
                else:
                    while len(self.said) - self.complete < window:
                        self.say(size, speakers[len(self.said) % len(speakers)])
                self.listen(0.1)
                if len(self.late) > count:
                    news, count = now, len(self.late)
                elif now - news > PATIENCE:
                    waits = len(self.said) - self.complete
                    raise StandsStill(f"{waits} messages have not reached all members")
        finally:
            gc.enable()

    def say(self, size: int, speaker: socket.socket) -> None:
        """Let somebody say the next message."""
        self.numbers.append(b"%08d" % len(self.said))
        self.arrived.append(0)
        self.said.append(time.perf_counter())
        speaker.sendall(self.dialect.say(size, self.numbers[-1]))

    def listen(self, seconds: float) -> None:
        """Wait for news at most so long, and hear what there is."""
        for descriptor, _ in self.epoll.poll(seconds):
            self.hear(self.members[descriptor])

    def hear(self, member: Member) -> None:
        """Read what one member gets; ConnectionError if it is not what it should be."""
        more = member.sock.recv(CHUNK)
        if not more:
            raise ConnectionError("the server has closed a member's connection")
        data, now, start = member.rest + more, time.perf_counter(), 0
        end, tail = len(data), self.dialect.tail
        while end - start >= 4:
            begin, size = start + 2, data[start + 1]
            if size == 126:
                begin, size = start + 4, data[start + 2] << 8 | data[start + 3]
            elif size == 127:
                begin, size = start + 10, int.from_bytes(data[start + 2 : start + 10])
            stop = begin + size
            if stop > end:
                break
            number, heard = data[stop - tail - NUMBER : stop - tail], member.heard
            if heard < len(self.numbers) and number == self.numbers[heard]:
                member.heard += 1
                self.late.append(now - self.said[heard])
                self.arrived[heard] += 1
                if self.arrived[heard] == len(self.members):
                    self.complete += 1
            elif number == self.mark:
                self.settled += 1
            else:
                self.hear_else(member, data[start], data[begin:stop])
            start = stop
        member.rest = data[start:]

    def hear_else(self, member: Member, kind: int, payload: bytes) -> None:
        """Hear what is no message that was expected."""
        if kind == PING:
            member.sock.sendall(frame(PONG, payload))
        elif payload == self.dialect.question:
            member.sock.sendall(frame(TEXT, self.dialect.answer))
        elif not payload.startswith(self.dialect.asides) and b"~" not in payload[-NUMBER * 2 :]:
            raise ConnectionError(f"expected message {member.heard}, came {payload[:80]!r}")

    def leave(self) -> None:
        """All go at once, by reset, so that no port is kept."""
        for sock in [*self.stuck, *(member.sock for member in self.members.values())]:
            reset(sock)
        self.epoll.close()


@contextmanager
def crowd(dialect: Dialect, ports: list[int], members: int) -> Iterator[Crowd]:
    """A crowd in a room, which leaves at the end."""
    found = Crowd(dialect, ports)
    try:
        found.come(members)
        yield found
    finally:
        found.leave()
