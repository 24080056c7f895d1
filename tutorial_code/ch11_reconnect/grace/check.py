"""Ben goes through a tunnel, comes back twice at once, and goes home in the end."""

import random

from tutorial_code.ch06_hooks.sign_in.check import setting
from tutorial_code.story import Story

SOON = "It may come back: nobody is told that it left before `GRACE` seconds are over."
AGAIN = "Nobody was told that it left, so nobody is told that it is here."
OTHER = (
    "It has another connection, which came before this one was lost: "
    "as long as one of them is there, it is here."
)
HOME = (
    "It stayed away for longer than `GRACE`. The check has set `GRACE` to a moment: "
    "look at it whenever somebody goes."
)
ALARM = "It came back in time, and the alarm of its leaving still rang: cancel it."
BACK = "Whoever came back can speak and hear as before."


async def check(connect, program):
    setting(program, "GRACE")
    program.GRACE = 60  # seconds
    name, word = random.choice(["ben", "cleo", "dora"]), random.choice(["hello", "grüß dich"])
    left, here = f"{name} left", f"{name} is here"
    async with Story(connect) as story:
        ann = await story.person("Ann", "/chat?name=ann")
        await ann.hears("ann is here", because="As before.")
        ben = await comes(story, name)
        for person in (ann, ben):
            await person.hears(here, because="It was not here before.")
        story.told.append(f"GRACE is {program.GRACE} seconds")
        ben.vanishes()
        await ann.hears_nothing(because=SOON)
        ben = await comes(story, name)
        await says(ben, name, word, [ben, ann], {left: SOON, here: AGAIN})
        again = await comes(story, name)
        await says(again, name, word, [again, ben, ann], {left: OTHER, here: AGAIN})
        program.GRACE = 0.05  # seconds
        story.told.append(f"GRACE is {program.GRACE} seconds")
        ben.vanishes()
        await ann.hears_nothing(because=OTHER)
        await says(again, name, word, [again, ann], {left: OTHER, here: AGAIN})
        await again.leaves()
        await ann.hears(left, because=HOME)
        eve = await comes(story, "eve")
        ben = await comes(story, name)
        for person, heard in (ann, "eve is here"), (eve, "eve is here"), (ann, here), (eve, here):
            await person.hears(heard, because="Everybody was told that it had left.")
        await ben.hears(here, because="Everybody was told that it had left.")
        program.GRACE = random.choice([0.4, 0.45])
        story.told.append(f"GRACE is {program.GRACE} seconds")
        await ben.leaves()
        await eve.leaves()
        ben = await comes(story, name)
        for person in (ann, ben):
            await person.hears(
                "eve left",
                because="Eve has been away for longer than `GRACE`.",
                mistakes={left: ALARM, here: AGAIN},
            )
        await says(ben, name, word, [ben, ann], {left: ALARM, here: AGAIN})


async def comes(story, name):
    return await story.person(name.capitalize(), f"/chat?name={name}")


async def says(person, name, text, listeners, mistakes):
    """Say something, which all hear next."""
    await person.sends(text)
    for listener in listeners:
        await listener.hears(f"{name}: {text}", because=BACK, mistakes=mistakes)
