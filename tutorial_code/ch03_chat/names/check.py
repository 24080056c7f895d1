"""Three members say their names and talk; one leaves, and the others talk on."""

import random

from tutorial_code.story import Story

WORDS = ["hi", "grüß dich", "is anybody there?", "nice here", "what a day", "1: one", "so long"]


async def check(connect):
    first, second, third, fourth = random.sample(WORDS, 4)
    async with Story(connect) as story:
        ann = await story.person("Ann", "/chat")
        await ann.sends("ann")
        await ann.sends(first)
        await ann.hears(
            f"ann: {first}",
            because="Everybody in the room hears what a member says, with its name before it.",
            mistakes={
                "nothing": "The speaker hears its own words too: it is a member like any other.",
                "ann": "The first message is the name: keep it, and tell it to nobody.",
                "ann: ann": "The first message is the name: keep it, and tell it to nobody.",
                f"{first}: {first}": "Only the first message is a name. "
                "What was kept must not be written over by the next one.",
                first: "The name is missing before it.",
            },
        )

        ben = await story.person("Ben", "/chat")
        await ben.sends("ben")
        await ben.sends(second)
        for member in (ben, ann):
            await member.hears(
                f"ben: {second}",
                because="What one member says, all hear.",
                mistakes={
                    "nothing": "What one member says, all hear, and each of them once.",
                    f"ann: {second}": "It was Ben who spoke: each connection has its own name.",
                    f"ann: {first}": "This was said before Ben came, or was heard twice.",
                    "ben": "The first message is the name: keep it, and tell it to nobody.",
                },
            )
        await ann.sends(third)
        for member in (ann, ben):
            await member.hears(
                f"ann: {third}",
                because="A name is given once and stays.",
                mistakes={
                    f"ben: {third}": "It was Ann who spoke. Each connection needs a name of its "
                    "own; one variable for all holds the name that was given last.",
                    f"ann: {second}": "Only the first message is a name, however many follow.",
                    "nothing": "Only the first message of a connection is a name: "
                    "each later one is said to the room.",
                },
            )

        cleo = await story.person("Cleo", "/chat")
        await cleo.sends("cleo")
        await ben.leaves()
        await cleo.sends(fourth)
        for member in (cleo, ann):
            await member.hears(
                f"cleo: {fourth}", because="Ben has left, and this concerns nobody else."
            )
