"""Mallory is banned; so is another, for a while; strangers are still strangers."""

import random

from tutorial_code.ch06_hooks.sign_in.check import (
    ACCEPT_FIRST,
    LET_IN,
    comes,
    connects,
    is_turned_away,
    said,
    says,
    setting,
)
from tutorial_code.story import Story

LATER = "`BANNED` changes while the program runs: look into it whenever somebody comes."


async def check(connect, program):
    banned = setting(program, "BANNED")
    banned.add("mallory")
    unlucky, lucky = random.sample(["ben", "cleo", "dora"], 2)
    async with Story(connect) as story:
        ann = await comes(story, "ann", ["ann"])
        await is_banned(story, "mallory", LET_IN)
        await is_turned_away(story, None)
        await is_turned_away(story, "Bearer s3cret-of-nobody")

        banned.add(unlucky)
        story.told.append(f"{unlucky!r} was added to BANNED")
        await is_banned(story, unlucky, LATER)
        other = await comes(story, lucky, ["ann", lucky], ann)
        await says(ann, "ann", "who was that?", [ann, other])

        banned.discard(unlucky)
        story.told.append(f"{unlucky!r} was taken out of BANNED")
        await other.leaves()
        await ann.hears({"type": "left", "name": lucky}, because="As before.")
        await comes(story, unlucky, ["ann", unlucky], ann, missed=[said("ann", "who was that?")])


async def is_banned(story, name, because):
    person = await connects(story, name, f"Bearer s3cret-of-{name}", ACCEPT_FIRST)
    await person.is_closed(
        4403,
        because=because,
        mistakes={
            "close 4401": "4401 says: I do not know you. A page that hears it asks for a login, "
            "and tries again for ever. 4403 says: I know you, and the answer is no.",
            "close 1011": "A hook raised an exception after it had accepted.",
        },
    )
