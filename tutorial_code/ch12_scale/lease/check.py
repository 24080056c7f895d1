"""Three processes say who is there; one is killed, and after a while nobody believes it."""

import asyncio
import random
import time

from tutorial_code.story import Story

LEASE = 0.5  # seconds
LONGER = 0.6  # seconds
UNION = "The names are those that the processes have said, each once, in the order of the alphabet."
ALL = "A beat says all the names of its process: who is not among them any more has left it."
RENEWED = "Each beat renews the lease, so a process that goes on is believed."
EXPIRED = (
    "The other process has said nothing for LEASE seconds. "
    "Each process has a lease of its own, which its own beats renew."
)


async def check(connect, program):
    program.LEASE = LEASE
    ann, ben, cleo, dora = random.sample(["ann", "ben", "cleo", "dora", "emil", "finn"], 4)
    numbers = random.sample(range(100), 3)
    async with Story(connect) as story:
        one, two, other = [
            await story.person(f"Process {number}", f"/beat/{number}") for number in numbers
        ]
        await beat(one, [ann, ben], [ann, ben], UNION)
        await beat(two, [ben, cleo], [ann, ben, cleo], UNION)
        await beat(one, [ann, dora], [ann, ben, cleo, dora], UNION)
        await beat(two, [cleo], [ann, cleo, dora], ALL)
        await beat(one, [ann], [ann, cleo], ALL)
        killed = time.monotonic()
        with story.in_short(f"{two.name} was killed, and {one.name} went on for LEASE seconds"):
            while time.monotonic() < killed + LONGER:
                await one.sends(ann)
                await one.ws.recv()
                await asyncio.sleep(LEASE / 20)
        with story.in_short(f"{one.name} sent its beat once more"):
            await one.sends(ann)
            await one.ws.recv()
        mistakes = {dora: RENEWED} | dict.fromkeys(
            [", ".join(sorted([*more, cleo, dora])) for more in ([], [ann])], EXPIRED
        )
        await beat(other, [dora], [ann, dora], ALL, mistakes)


async def beat(process, names, everybody, because, mistakes=None):
    """A process says who is there, and is told who is there in all of them."""
    await process.sends(", ".join(random.sample(names, len(names))))
    await process.hears(", ".join(sorted(everybody)), because=because, mistakes=mistakes)
