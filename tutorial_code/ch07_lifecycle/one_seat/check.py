"""One member comes twice to a room, and sits in another room, too; the others notice nothing."""

import random

from tutorial_code.ch06_hooks.sign_in.check import comes, connects, said, says
from tutorial_code.story import Story

NOBODY = "Nobody came and nobody left, so the others are told nothing."
TOOK_OUT = (
    "The older connection, as it ended, took the newer one out of the room. "
    "What ends is a connection, and not its name: take out the member itself."
)


async def check(connect):
    name, friend = random.sample(["ben", "cleo", "dora"], 2)
    hello, where, train, good = "hello", "are you there?", "yes, on the train", "good"
    here = sorted([name, friend])
    async with Story(connect) as story:
        other = await comes(story, friend, [friend])
        old = await comes(story, name, here, other)
        elsewhere = await comes(story, name, [name], path="/chat/red")
        elsewhere.name = f"{old.name} in the red room"
        in_red = "In another room the same name may sit as well: each room has its own seats."
        await says(old, name, hello, [old, other], because=in_red)

        new = await connects(story, name, f"Bearer s3cret-of-{name}", "")
        new.name = f"{old.name}'s second connection"
        twice = [*here, name]
        await new.hears(
            said(name, hello),
            because="A newcomer gets the history.",
            mistakes={
                "close 4009": "Who lost its connection could not come back as long as the old one "
                "seems to live. It is the older one that has to go."
            },
        )
        await new.hears(
            {"type": "here", "names": here},
            because="Two connections are one member, whose name is here once: "
            "take the older one out before you put the names together.",
        )
        await old.is_closed(
            4009,
            "signed in elsewhere",
            because=f"Two connections of one name are here now: {', '.join(sorted(twice))}. "
            "The older one has to be closed.",
        )
        await says(new, name, train, [new], because=TOOK_OUT)
        await other.hears(said(name, train), because=NOBODY)
        await says(other, friend, good, [other, new], because=TOOK_OUT)
        await says(elsewhere, name, where, [elsewhere], because=in_red)

        await new.leaves()
        await other.hears({"type": "left", "name": name}, because="Now somebody has left, once.")
        await comes(
            story,
            name,
            here,
            other,
            missed=[said(name, hello), said(name, train), said(friend, good)],
        )
