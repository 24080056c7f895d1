"""A day in a minute: ``make soak`` lets members come, speak and leave the finished room.

They leave in every way there is. Meanwhile ten others talk, and must hear all of it, in order. It
fails if afterwards there are more tasks, sockets or bytes than before, or a traceback in the log.
"""

import argparse
import os
import random
import resource
import socket
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import replace

from benchmarks.load import TEXT, Crowd, crowd, frame, reset, shake_hands
from benchmarks.servers import CORES, OURS, ROOM, Running, started
from benchmarks.table import Row, show

PATIENCE = 20  # seconds in which the room must have forgotten who is gone
KEPT = 10_000  # messages that the log keeps
CLOSE = 0x88
VISITORS = 40
WARM = 100  # rounds of visits, after which the room's memory is as large as it will be


def closed_with(sock: socket.socket, *frames: bytes, code: int) -> None:
    """Send what ends a connection, and hear the room close it with a code."""
    sock.sendall(b"".join(frames))
    heard = b""
    while code.to_bytes(2) not in heard:  # these bytes are in no text
        more = sock.recv(65536)
        if not more:
            raise ConnectionError(f"expected to be closed with {code}, came {heard[-125:]!r}")
        heard += more
    sock.close()


def cut_off(sock: socket.socket) -> None:
    """Close the half on which the client speaks, and hear the rest."""
    sock.shutdown(socket.SHUT_WR)
    while sock.recv(65536):
        pass
    sock.close()


def vanish(sock: socket.socket, *frames: bytes) -> None:
    """Send something, and be gone without another word."""
    sock.sendall(b"".join(frames))
    sock.close()


WAYS: dict[str, Callable[[socket.socket], None]] = {
    "a goodbye": lambda sock: closed_with(sock, frame(CLOSE, b"\x03\xe8"), code=1000),
    "a goodbye that waits for none": lambda sock: vanish(sock, frame(CLOSE, b"\x03\xe8")),
    "a reset": lambda sock: reset(sock),
    "without a word": lambda sock: vanish(sock),
    "in the middle of a frame": lambda sock: vanish(sock, frame(TEXT, b"x" * 1000)[:500]),
    "half closed": lambda sock: cut_off(sock),
    "a frame that is none": lambda sock: closed_with(sock, frame(0x83, b"x"), code=1002),
    "bytes for a text": lambda sock: closed_with(sock, frame(TEXT, b"\xff"), code=1007),
    "a binary frame": lambda sock: closed_with(sock, frame(0x82, b"x"), code=1003),
    "too long a message": lambda sock: closed_with(sock, frame(TEXT, b"x" * 65_537), code=1009),
    "while it speaks": lambda sock: vanish(sock, *[frame(TEXT, b"hi~0000000")] * 20),
}


def visit(port: int, people: Crowd, chance: random.Random) -> int:
    """Some come and speak, the others talk on, and all who came leave in one of the ways."""
    socks = []
    for number in range(VISITORS):
        dialect = replace(ROOM, path=f"/chat?name=visitor-{number}")
        sock, _ = shake_hands(port, dialect)
        sock.settimeout(PATIENCE)
        sock.sendall(ROOM.say(64, b"~%07d" % number))
        socks.append(sock)
    people.talk(64, 8, lambda said, passed: said >= 50)
    chance.shuffle(socks)
    for sock in socks:
        try:
            chance.choice(list(WAYS.values()))(sock)
        except (BrokenPipeError, ConnectionResetError):
            sock.close()  # the room has closed it while there was more to be said
    return len(socks)


def turn_away(port: int) -> None:
    """Two who do not get in: one whose handshake ends too early, one with the wrong request."""
    with socket.create_connection(("127.0.0.1", port)) as sock:
        sock.sendall(b"GET /chat HTTP/1.1\r\nHost:")
    with socket.create_connection(("127.0.0.1", port)) as sock:
        sock.sendall(b"GET /chat HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        while sock.recv(65536):
            pass


def overflow(people: Crowd) -> None:
    """One comes who never reads, until the room has put it out."""
    people.get_stuck()
    people.talk(60_000, 4, lambda said, passed: said >= 100)
    reset(people.stuck.pop())


def settled(running: Running, people: Crowd) -> tuple[float, float, float]:
    """Tasks, sockets and MiB of the room, when who is gone is forgotten and the log is as ever."""
    people.talk(64, 8, lambda said, passed: said >= KEPT)
    end = time.monotonic() + PATIENCE
    while (numbers := metrics(running.ports[0]))["chat_members"] > len(people.members):
        if time.monotonic() > end:
            sys.exit(f"expected {len(people.members)} members after {PATIENCE} s, came {numbers}")
        time.sleep(0.1)
    sockets = len(running.processes[0].net_connections())
    return numbers["chat_tasks"], sockets, running.memory / 1024 / 1024


def metrics(port: int) -> dict[str, float]:
    """The room's numbers."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        lines = [line.decode().split() for line in answer if not line.startswith(b"#")]
    return {name: float(value) for name, value in lines}


def soak(seconds: float) -> list[Row]:
    """As many visits as fit into the time, after as many as it takes to be warm."""
    chance = random.Random(0)
    with started(OURS) as running, crowd(ROOM, running.ports, 10) as people:
        port, visits = running.ports[0], 0
        for part in (seconds / 4, seconds):
            end, visits, rounds = time.monotonic() + part, 0, 0
            while time.monotonic() < end or rounds < WARM:  # however busy the machine is
                visits += visit(port, people, chance)
                turn_away(port)
                if rounds % 20 == 0:
                    overflow(people)
                rounds += 1
            if part < seconds:
                before = settled(running, people)
        after = settled(running, people)
        tracebacks = running.log.count("Traceback")
    table = []
    limits = {"tasks": (0, 0), "sockets": (0, 0), "MiB": (4, 1)}
    for (what, (must, aim)), one, other in zip(limits.items(), before, after, strict=True):
        detail = f"{one:.1f} before, {other:.1f} after {visits:,} visits"
        table.append(Row(f"more {what}", other - one, must, aim, detail))
    return [*table, Row("tracebacks", tracebacks, 0, 0, "")]


def main() -> int:
    """Soak and show; 1 if something is left over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    seconds = parser.parse_args().seconds
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    os.sched_setaffinity(0, {CORES[-1]})
    return show(f"after {seconds:g} s", soak(seconds))


if __name__ == "__main__":
    sys.exit(main())
