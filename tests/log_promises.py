"""What any log behind a room promises, whatever it keeps its entries in.

Each promise takes ``make``: ``make(keep=10)`` gives a new, empty log that keeps so many entries.
"""

import asyncio
from collections.abc import Callable
from itertools import pairwise
from typing import Any

Make = Callable[..., Any]
NO_IDS = ["", "7", "yesterday", "-", "1-x", "x-1", "1-1-1", "-1", "1-²", "1-" + "9" * 5000, "\0"]


def said(word: str) -> dict[str, str]:
    return {"from": "ann", "text": word}


async def add(log: Any, *words: str) -> list[str]:
    """Add an entry for each word; their ids."""
    return [await log.add(said(word)) for word in words]


def words(found: list[tuple[str, dict[str, Any]]]) -> list[str]:
    return [entry["text"] for _, entry in found]


async def each_entry_is_kept_as_it_was_under_an_id_of_its_own(make: Make) -> None:
    log = make()
    entry = {"from": "ann", "text": 'grüß "dich"\n', "more": [1, None, {"deep": True}]}
    ids = [await log.add(entry), *await add(log, "one", "one")]
    assert len(set(ids)) == 3
    assert all(isinstance(each, str) for each in ids)
    found, gap = await log.after(None)
    assert found == [
        (ids[0], entry), (ids[1], said("one")), (ids[2], said("one")),
    ]  # fmt: skip
    assert not gap


async def what_is_after_an_id_is_later_and_all_of_it(make: Make) -> None:
    log = make()
    start = await log.newest()
    ids = await add(log, "one", "two", "three")
    for number, last in enumerate([start, *ids]):
        found, gap = await log.after(last)
        assert words(found) == ["one", "two", "three"][number:]
        assert not gap


async def the_newest_is_the_last_or_the_beginning(make: Make) -> None:
    log = make()
    start = await log.newest()
    assert await log.newest() == start, "nothing was said"
    assert await log.after(start) == ([], False)
    for word in ("one", "two"):
        assert await add(log, word) == [await log.newest()]


async def a_key_that_was_seen_gives_its_id_and_adds_nothing(make: Make) -> None:
    log = make()
    first = await log.add(said("one"), key="k")
    other = await log.add(said("two"), key="K")
    assert other != first
    assert await log.add(said("something else"), key="k") == first
    assert await log.add(said("three"), key="") != await log.add(said("three"))
    assert words((await log.after(None))[0]) == ["one", "two", "three", "three"]


async def two_that_come_at_once_with_one_key_are_one(make: Make) -> None:
    log = make()
    ids = await asyncio.gather(*(log.add(said("one"), key="k") for _ in range(8)))
    assert len(set(ids)) == 1
    assert words((await log.after(None))[0]) == ["one"]


async def what_is_forgotten_leaves_a_gap_for_whoever_has_not_heard_it(make: Make) -> None:
    log = make(keep=3)
    start = await log.newest()
    ids = await add(log, "one", "two", "three", "four", "five")
    kept = ["three", "four", "five"]
    for last, expected, gap in [
        (start, kept, True),
        (ids[0], kept, True),
        (ids[1], kept, False),  # of what came after "two", nothing is forgotten
        (ids[2], kept[1:], False),
        (ids[4], [], False),
        (None, kept, False),
    ]:
        found, told = await log.after(last)
        assert words(found) == expected
        assert told is gap, (last, expected)


async def what_is_no_id_of_this_log_is_a_gap_before_all_that_is_kept(make: Make) -> None:
    log = make()
    ids = await add(log, "one", "two")
    never = f"{int(ids[1].partition('-')[0]) + 1}-1"  # later than all that there is
    for last in [*NO_IDS, never]:
        found, gap = await log.after(last)
        assert (words(found), gap) == (["one", "two"], True), last[:20]


async def whoever_follows_gets_what_was_there_and_what_comes(make: Make) -> None:
    log = make()
    ids = await add(log, "one", "two")
    following = log.follow(ids[0])
    got = [await anext(following)]
    ids += await add(log, "three", "four")
    got += [await anext(following), await anext(following)]
    waiting = asyncio.ensure_future(anext(following))
    await asyncio.sleep(0)
    assert not waiting.done()
    ids += await add(log, "five")
    got.append(await waiting)
    await following.aclose()
    assert [each for each, _ in got] == ids[1:]
    assert words(got) == ["two", "three", "four", "five"]


async def whoever_follows_misses_nothing_however_it_comes(make: Make) -> None:
    log = make()
    followers = [follow(log, await log.newest(), 60) for _ in range(3)]
    heard = [asyncio.ensure_future(each) for each in followers]
    for lot in range(20):
        await asyncio.gather(*(log.add(said(f"{lot}.{number}")) for number in range(3)))
        await asyncio.sleep(0)
    expected, _ = await log.after(None)
    assert [await each for each in heard] == [expected] * 3


async def follow(log: Any, last: str, length: int) -> list[tuple[str, dict[str, Any]]]:
    """The next so many entries."""
    got = []
    async for found in log.follow(last):
        got.append(found)
        if len(got) == length:
            break
    return got


async def a_forgotten_entry_takes_its_key_along_and_no_other(make: Make) -> None:
    log = make(keep=2)
    await log.add(said("one"), key="k1")
    second = await log.add(said("two"), key="k2")
    third = await log.add(said("three"), key="k3")
    assert await log.add(said("two"), key="k2") == second
    assert await log.add(said("three"), key="k3") == third
    assert words((await log.after(None))[0]) == ["two", "three"]


async def ids_are_in_order(make: Make) -> None:
    """Those who keep a log may compare them; clients may not."""
    log = make()
    ids = [await log.newest(), *await add(log, *map(str, range(20)))]
    places = [tuple(map(int, each.split("-"))) for each in ids]
    assert all(one < other for one, other in pairwise(places))


PROMISES = [
    each_entry_is_kept_as_it_was_under_an_id_of_its_own,
    what_is_after_an_id_is_later_and_all_of_it,
    the_newest_is_the_last_or_the_beginning,
    a_key_that_was_seen_gives_its_id_and_adds_nothing,
    two_that_come_at_once_with_one_key_are_one,
    what_is_forgotten_leaves_a_gap_for_whoever_has_not_heard_it,
    what_is_no_id_of_this_log_is_a_gap_before_all_that_is_kept,
    whoever_follows_gets_what_was_there_and_what_comes,
    whoever_follows_misses_nothing_however_it_comes,
    a_forgotten_entry_takes_its_key_along_and_no_other,
    ids_are_in_order,
]
