"""One of several members does not read; then the server goes, and one comes too late."""

import asyncio
import random

from tutorial_code.ch13_deploy.ready.check import ask
from tutorial_code.story import NotYet, Story

PICTURE = "#" * 8_000_000  # more than the buffers between the two ends hold
WHOLE = {"max_size": None, "compression": None}
STUCK = "Somebody who does not read holds up the goodbye of all others."
ALL = "Everybody in the room should be told, however many they are."
DONE = "1000 means that there is nothing more to do, and a client does not come back after that."
LATE = "{} came while the server was going, and will be lost with it."
FAILS = "Whoever drains a server goes by the status: 200, which Responder sets by itself, is a yes."
WAITS = "`/drain` waits for somebody who never goes; the answer should come at once."


async def check(connect, open_connection):
    names = random.sample(["Ben", "Cleo", "Dora", "Emil"], 3)
    async with Story(connect) as story:
        ann = await story.person("Ann", "/chat", **WHOLE)
        others = [await story.person(name, "/chat", **WHOLE) for name in names]
        speaker = random.choice(others)
        ann.freezes()
        for message in (PICTURE, PICTURE, f"this is {speaker.name}"):
            await speaker.sends(message)
            for person in others:
                await person.hears(message, because="The room should go on beside Ann.")
        draining = asyncio.create_task(drain(story, open_connection))
        try:
            for person, because in zip(others, (STUCK, ALL, ALL), strict=True):
                mistakes = {"close 1000": DONE}
                await person.is_closed(1012, "restart", because=because, mistakes=mistakes)
            late = await story.person("Fay", "/chat")
            because = LATE.format("Fay")
            await late.is_closed(1012, "restart", because=because, mistakes={"close 1000": DONE})
            await draining
        finally:
            draining.cancel()
            ann.vanishes()
            story.people.remove(ann)


async def drain(story, open_connection):
    story.told.append("Somebody posted to /drain")
    wanted = "POST /drain should have answered 200"
    status, _ = await ask(story, open_connection, "POST /drain", wanted, WAITS)
    if status != 200:
        raise NotYet(story.told, wanted, f"{status} came", FAILS)
