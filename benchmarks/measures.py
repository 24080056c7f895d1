"""What is measured of a room, in rounds in which all servers take turns."""

import math
import statistics
import sys
import urllib.request
from collections import defaultdict
from dataclasses import dataclass, fields
from itertools import pairwise

from benchmarks.load import Crowd, StandsStill, Talk, crowd
from benchmarks.servers import ALL, OURS, TWO, Running, Server, started

SIZES = (64, 16 * 1024)  # bytes of a message
WINDOW = 8  # messages on their way, where as much as possible is to be delivered
ENOUGH = 6  # seconds after which a slow server has shown what it does beside one who never reads
MIB = 1024 * 1024


@dataclass(frozen=True)
class Effort:
    """How much is measured: in each round, for how long, and with how many members."""

    rounds: int = 5
    seconds: float = 0.6
    crowds: tuple[int, int] = (200, 1000)
    flood: int = 700  # messages of 16 KiB, twice what the kernel and an outbox hold together
    members: tuple[int, ...] = (100, 1000, 2500, 5000)


QUICK = Effort(1, 0.2, (10, 40), 700, (10, 50, 100, 200))


@dataclass
class Figures:
    """What one round shows of a server; milliseconds. Infinite: it stood still."""

    rate: float = 0  # deliveries for each second of a core, as many as it can
    median: float = math.inf  # of the way of a message that is alone
    slowest: float = math.inf  # the same, the 99th percentile
    longest: float = math.inf  # the same, the one that took longest
    grown: float = 0  # MiB


Found = dict[tuple[str, str, int, int], list[Figures]]
"""The figures of each round, by what was measured, server, members and bytes."""
Costs = dict[int, tuple[float, float]]
"""Bytes and tasks of the room, by the number of its members."""


def median(found: Found, what: str, server: Server, members: int, size: int) -> Figures:
    """The medians of the rounds."""
    rounds = found[what, server.name, members, size]
    names = [each.name for each in fields(Figures)]
    return Figures(*(statistics.median(getattr(each, name) for each in rounds) for name in names))


def fan_out(server: Server, members: int, effort: Effort, found: Found) -> None:
    """Deliveries a second with many messages on their way, and how long one takes by itself."""
    with started(server) as running, crowd(server.dialect, running.ports, members) as people:
        for size in SIZES:
            figures = Figures()
            found["fan-out", server.name, members, size].append(figures)
            try:
                timed(people, size, WINDOW, effort.seconds / 5)
                before = running.worked
                rush = timed(people, size, WINDOW, effort.seconds)
                figures.rate = len(rush.late) / (running.worked - before)
                note(timed(people, size, 1, effort.seconds / 2), figures)
            except (StandsStill, ConnectionError) as error:
                print(f"{server.name}, {members} members, {size} bytes: {error}")
                return


def timed(people: Crowd, size: int, window: int, seconds: float) -> Talk:
    """A talk of so many seconds."""
    return people.talk(size, window, lambda said, passed: passed >= seconds)


def note(talk: Talk, figures: Figures) -> None:
    """Note how long the deliveries of messages took that were alone."""
    figures.median, figures.slowest, figures.longest = map(talk.percentile, (50, 99, 100))


def beside_stuck(server: Server, effort: Effort, found: Found) -> None:
    """The same with one member more, who never reads: until its buffers are full, and after."""
    members, size = effort.crowds[0], SIZES[1]
    before, after = Figures(), Figures()
    found["all read", server.name, members, size].append(before)
    found["one does not", server.name, members, size].append(after)
    with started(server) as running, crowd(server.dialect, running.ports, members) as people:
        note(timed(people, size, 1, effort.seconds), before)
        people.get_stuck()
        memory = running.memory
        try:
            flood = effort.flood
            talk = people.talk(size, 1, lambda said, passed: said >= flood or passed >= ENOUGH)
            note(talk, after)
        except (StandsStill, ConnectionError) as error:
            print(f"{server.name}, beside one that never reads: {error}")
        after.grown = (running.memory - memory) / MIB
        if server is OURS and numbers(running)["chat_too_slow_total"] != 1:
            sys.exit("expected one member to be put out for not reading; nobody was")


def cost(effort: Effort, found: dict[int, list[tuple[float, float]]]) -> None:
    """The memory, in bytes, and the tasks of the room with more and more members."""
    with started(OURS) as running, crowd(OURS.dialect, running.ports, 1) as people:
        for members in effort.members:
            people.come(members)
            found[members].append((running.memory, numbers(running)["chat_tasks"]))


def numbers(running: Running) -> dict[str, float]:
    """What the room counts and measures of itself."""
    with urllib.request.urlopen(f"http://127.0.0.1:{running.ports[0]}/metrics") as answer:
        lines = [line.split() for line in answer.read().decode().splitlines() if line[:1] != "#"]
    return {name: float(value) for name, value in lines}


def measure(effort: Effort) -> tuple[Found, Costs]:
    """Let all servers take turns, as often as there are rounds."""
    found: Found = defaultdict(list)
    costs: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for number in range(effort.rounds):
        print(f"round {number + 1} of {effort.rounds}", file=sys.stderr, flush=True)
        for members in effort.crowds:
            for server in turn([*ALL, TWO], number):
                fan_out(server, members, effort, found)
        for server in turn(ALL, number):
            beside_stuck(server, effort, found)
        cost(effort, costs)
    medians = {
        members: (statistics.median(memory), statistics.median(tasks))
        for members, rounds in costs.items()
        for memory, tasks in [zip(*rounds, strict=True)]
    }
    return found, medians


def turn(servers: list[Server], number: int) -> list[Server]:
    """The servers in another order each time."""
    start = number % len(servers)
    return servers[start:] + servers[:start]


def slopes(costs: Costs) -> list[tuple[int, float, float]]:
    """For each step to more members: up to how many, KiB and tasks for each of those who came."""
    found = []
    for (less, before), (more, after) in pairwise(costs.items()):
        memory, tasks = ((b - a) / (more - less) for a, b in zip(before, after, strict=True))
        found.append((more, memory / 1024, tasks))
    return found
