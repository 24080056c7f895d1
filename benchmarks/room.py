"""How fast the room is beside what others make: ``make bench`` prints a table of ratios.

It fails where the room is slower than it must be. The servers take turns on one core, and the crowd
that talks to them has another, so that a slow machine is slow for all of them. What was measured
goes into the tables of the page about speed.
"""

import argparse
import math
import os
import resource
import sys
from itertools import product

from benchmarks.measures import QUICK, SIZES, Costs, Effort, Found, measure, median, slopes
from benchmarks.room_tables import write
from benchmarks.servers import (
    ALL,
    BROADCAST,
    CHANNELS,
    CORES,
    FASTAPI,
    NAIVE,
    OURS,
    ROOT,
    SOCKETIO,
    TWO,
    WS,
    install,
)
from benchmarks.table import Row, show

TIMES = 2  # as long as without it may the slowest deliveries take beside one who never reads
LIMITS = [(peer, 1.0, 1.0) for peer in (NAIVE, FASTAPI, CHANNELS, SOCKETIO)]
LIMITS += [(BROADCAST, 0.9, 1.0), (WS, 0.0, 1.0)]
"""What this room must be, and is meant to be, for each of another's deliveries a second."""


def rows(effort: Effort, found: Found, costs: Costs) -> list[Row]:
    """What must be, and what is aimed at."""
    return [
        *fan_out(effort, found),
        *beside_stuck(effort, found),
        *straight(costs),
        *shared(effort, found),
    ]


def fan_out(effort: Effort, found: Found) -> list[Row]:
    """The deliveries of this room in a second of the core, for each of another's."""
    table = []
    for members, size in product(effort.crowds, SIZES):
        ours = median(found, "fan-out", OURS, members, size)
        for peer, must, aim in LIMITS:
            their = median(found, "fan-out", peer, members, size)
            name = f"this room / {peer.name}, {members} members, {size} bytes"
            late = f"99 of 100 in {ours.slowest:.1f} / {their.slowest:.1f} ms"
            detail = f"{ours.rate:,.0f} / {their.rate:,.0f} a second; {late}"
            table.append(Row(name, ours.rate / max(their.rate, 1), must, aim, detail, least=True))
    return table


def beside_stuck(effort: Effort, found: Found) -> list[Row]:
    """How many times as long the slowest deliveries take beside one who never reads."""
    table = []
    for server in ALL:
        one, other = (
            median(found, what, server, effort.crowds[0], SIZES[1]).slowest
            for what in ("one does not", "all read")
        )
        must = TIMES if server is OURS else math.inf
        name = f"99th percentile beside one that never reads, {server.name}"
        table.append(Row(name, one / other, must, TIMES, f"{one:.1f} / {other:.1f} ms"))
    return table


def straight(costs: Costs) -> list[Row]:
    """Whether each member costs as much, however many are there."""
    _, *columns = zip(*slopes(costs), strict=True)
    table = []
    for each, what in zip(columns, ("memory (KiB)", "tasks"), strict=True):
        name = f"{what} of a member, where it costs most / least"
        detail = ", ".join(f"{slope:.2f}" for slope in each)
        table.append(Row(name, max(each) / min(each), 1.25, 1.1, detail))
    return table


def shared(effort: Effort, found: Found) -> list[Row]:
    """What a log in Redis costs, of which nothing is demanded."""
    table = []
    for members, size in product(effort.crowds, SIZES):
        one, two = (median(found, "fan-out", server, members, size) for server in (OURS, TWO))
        name = f"{TWO.name} / one alone, {members} members, {size} bytes"
        detail = f"half arrive within {two.median:.1f} / {one.median:.1f} ms"
        table.append(Row(name, two.rate / one.rate, 0.0, 0.5, detail, least=True))
    return table


def main() -> int:
    """Measure, show and write; 1 if a limit is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=Effort.rounds, help="at least five")
    parser.add_argument("--quick", action="store_true", help="see that it works; proves nothing")
    options = parser.parse_args()
    if len(CORES) < 2:
        sys.exit("expected two cores, one for the servers and one for the load; there is one")
    effort = QUICK if options.quick else Effort(rounds=max(5, options.rounds))
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    install()
    os.sched_setaffinity(0, {CORES[-1]})
    found, costs = measure(effort)
    write(ROOT / ("build/bench-tables" if options.quick else "docs/tables"), effort, found, costs)
    status = show(f"medians of {effort.rounds}", rows(effort, found, costs))
    return 0 if options.quick else status


if __name__ == "__main__":
    sys.exit(main())
