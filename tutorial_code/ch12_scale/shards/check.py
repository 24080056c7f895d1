"""Many rooms are looked up, where there are some logs and where there is one more."""

import random
from collections import Counter

from tutorial_code.story import Like, NotYet, Story

BYE = "The answer is one message, and then the connection is closed."
NUMBER = "The logs are numbered from 0 on, and the answer is nothing but the number."
ALWAYS = (
    "Whoever asks again has to get the same answer, and in another process, too. "
    "Make it of the name and of nothing else."
)
EVEN = "One log has all the work, or too much of it: with {} logs, {} of {} rooms are on number {}."
MOVED = (
    "With {} logs, room {} was on number {}; with one more it is on number {}, "
    "and none may move from one old log to another."
)
REMAINDER = " A remainder does that: it changes for most rooms when there is one log more."


async def check(connect):
    shards = random.randint(4, 6)
    more = shards + 1
    rooms = [f"{random.choice(['blue', 'red', 'tea'])}{number}" for number in range(60)]
    async with Story(connect) as story:
        before = await where(story, shards, rooms)
        random.shuffle(rooms)
        after = await where(story, more, rooms)
        few = random.sample(rooms, 10)
        again = await where(story, shards, few)
        for room in few:
            if again[room] != before[room]:
                came = f"the first answer for {room} was {before[room]}, and then {again[room]}"
                raise NotYet(story.told, "The answers should be the same", came, ALWAYS)
        even(story, before, shards)
        even(story, after, more)
        in_place(story, before, after, shards)


async def where(story, shards, rooms):
    """The number of the log of each room."""
    possible = Like(
        f"a number from 0 on, and less than {shards}",
        lambda text: text in map(str, range(shards)),
    )
    found = {}
    with story.in_short(f"{len(rooms)} rooms were looked up, with {shards} logs"):
        for room in rooms:
            asker = await story.person("Ann", f"/where/{shards}/{room}")
            found[room] = int(await asker.hears(possible, because=NUMBER))
            await asker.is_closed(1000, because=BYE)
    return found


def even(story, found, shards):
    """No log may have more than half of the rooms, which is twice its share or more."""
    counts = Counter(found.values())
    shard = max(counts, key=counts.get)
    if 2 * counts[shard] > len(found):
        because = EVEN.format(shards, counts[shard], len(found), shard)
        raise NotYet(
            story.told, "The rooms should be spread", f"{counts[shard]} are on one", because
        )


def in_place(story, before, after, shards):
    """No room may have moved, but to the log that is new."""
    moved = [room for room in before if after[room] not in (before[room], shards)]
    if moved:
        room, *_ = moved
        because = MOVED.format(shards, room, before[room], after[room]) + REMAINDER
        came = f"{len(moved)} of {len(before)} moved"
        raise NotYet(story.told, "No room should move between old logs", came, because)
