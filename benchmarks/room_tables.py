"""What was measured, as tables of the page about speed."""

import csv
import math
from itertools import product
from pathlib import Path

from benchmarks.measures import SIZES, Costs, Effort, Found, median, slopes
from benchmarks.servers import ALL, LONG_WAY, OURS, TWO

Row = dict[str, str]


def write(folder: Path, effort: Effort, found: Found, costs: Costs) -> None:
    """Make all tables in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for members, which in zip(effort.crowds, Effort.crowds, strict=True):
        for size in SIZES:
            save(folder / f"speed_{which}_{size}.csv", fan_out(members, size, found))
    save(folder / "speed_short_way.csv", short_way(effort, found))
    save(folder / "speed_stuck.csv", beside_stuck(effort, found))
    save(folder / "speed_members.csv", members_cost(costs))
    save(folder / "speed_redis.csv", shared(effort, found))


def fan_out(members: int, size: int, found: Found) -> list[Row]:
    """How fast each server is, the fastest first."""
    each = [(server, median(found, "fan-out", server, members, size)) for server in ALL]
    ours = max(dict(each)[OURS].rate, 1)
    return [
        {
            "Server": server.name,
            "Deliveries a second of the core": f"{of.rate:,.0f}",
            "Of this room's": f"{of.rate / ours:.2f}",
            "99 of 100 arrive within": milliseconds(of.slowest),
        }
        for server, of in sorted(each, key=lambda pair: -pair[1].rate)
    ]


def short_way(effort: Effort, found: Found) -> list[Row]:
    """What it brings to write at once what can be."""
    table = []
    for members, size in product(effort.crowds, SIZES):
        rates = [median(found, "fan-out", each, members, size).rate for each in (LONG_WAY, OURS)]
        row = {
            "Members": f"{members:,}",
            "Bytes of a message": f"{size:,}",
            "All through outboxes": f"{rates[0]:,.0f}",
            "The short way": f"{rates[1]:,.0f}",
            "Times": f"{rates[1] / max(rates[0], 1):.1f}",
        }
        table.append(row)
    return table


def beside_stuck(effort: Effort, found: Found) -> list[Row]:
    """What one member that never reads does to the others."""
    table = []
    for server in ALL:
        where = (server, effort.crowds[0], SIZES[1])
        before, after = median(found, "all read", *where), median(found, "one does not", *where)
        stands = after.slowest == math.inf
        row = {
            "Server": server.name,
            "All read": milliseconds(before.slowest),
            "One does not": milliseconds(after.slowest),
            "Times": "" if stands else f"{after.slowest / before.slowest:.1f}",
            "The longest": "" if stands else milliseconds(after.longest),
            "Memory grows by": f"{after.grown:.0f} MiB",
        }
        table.append(row)
    return table


def members_cost(costs: Costs) -> list[Row]:
    """What each member costs, as there are more."""
    return [
        {
            "Up to members": f"{members:,}",
            "Memory of each": f"{kib:.1f} KiB",
            "Tasks": f"{tasks:.2f}",
        }
        for members, kib, tasks in slopes(costs)
    ]


def shared(effort: Effort, found: Found) -> list[Row]:
    """One process with a log of its own, and two with one in Redis."""
    table = []
    for members in effort.crowds:
        for server in (OURS, TWO):
            of = median(found, "fan-out", server, members, SIZES[0])
            row = {
                "Room": "one process, its own log" if server is OURS else server.name,
                "Members": f"{members:,}",
                "Deliveries a second of the core": f"{of.rate:,.0f}",
                "Half arrive within": milliseconds(of.median),
                "99 of 100 arrive within": milliseconds(of.slowest),
            }
            table.append(row)
    return table


def milliseconds(value: float) -> str:
    """A time as the tables show it."""
    return f"{value:.1f} ms" if value < math.inf else "never: it stands still"


def save(file: Path, table: list[Row]) -> None:
    """Write a table."""
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, table[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)
