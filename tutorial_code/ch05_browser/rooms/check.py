"""Two rooms whose names no program can know; what is said in one is not heard in the other."""

import random

from tutorial_code.ch04_formats.envelope.check import says
from tutorial_code.story import Story

OTHER = (
    "What comes here belongs to another room. Each room needs an object of its own, with members "
    "and a history of its own: what stands in a class or in a module is the same for all."
)
MISSING = "All who are in one room meet there: one object for each name, kept under its name."
LOST = "The room was forgotten, and with it what was said. It has to be kept under its name."


async def check(connect):
    blue, red = (f"/chat/{name}{random.randrange(1000)}" for name in ("blue", "red"))
    async with Story(connect) as story:
        ann = await comes(story, "ann", blue)
        zoe = await comes(story, "zoe", red)
        ben = await comes(story, "ben", blue, ann)
        await says(ann, "ann", "blue is nice", [ann, ben], because=OTHER)
        yan = await comes(story, "yan", red, zoe)
        await says(zoe, "zoe", "so is red", [zoe, yan], because=OTHER)

        for member in (ben, zoe):
            await member.leaves()
        await ann.hears({"type": "left", "name": "ben"}, because=OTHER)
        await yan.hears({"type": "left", "name": "zoe"}, because=OTHER)
        await ann.leaves()
        cleo = await comes(story, "cleo", blue, said=[("ann", "blue is nice")])
        await says(cleo, "cleo", "nobody here?", [cleo], because=OTHER)
        said = [("ann", "blue is nice"), ("cleo", "nobody here?")]
        await comes(story, "dora", blue, cleo, said=said)


async def comes(story, name, path, *others, said=(), because=MISSING):
    """Somebody comes into a room, where others are and some things were said."""
    person = await story.person(
        name.capitalize(), path, because="Any name after `/chat/` is a room."
    )
    await person.sends({"type": "name", "name": name})
    for who, text in said:
        await person.hears(
            {"type": "said", "from": who, "text": text},
            because=OTHER,
            mistakes={f'{{"type": "here", "names": ["{name}"]}}': LOST},
        )
    names = sorted([name, *(other.name.lower() for other in others)])
    await person.hears(
        {"type": "here", "names": names},
        because=OTHER,
        mistakes={
            f'{{"type": "here", "names": ["{name}"]}}': because,
            "close 1011": "The program raised an exception: "
            "nobody builds a room before the first one comes to it.",
        },
    )
    for other in others:
        await other.hears({"type": "joined", "name": name}, because=MISSING)
    return person
