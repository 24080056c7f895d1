"""Members come, one leaves with a goodbye and one without, and each time the others are told."""

import random

from tutorial_code.story import Story

WORDS = ["hi", "grüß dich", "is anybody there?", "nice here", "what a day", "so long"]
LATE = ["ben", "bert", "bill", "bodo"]
NOT_ON_TIME = "The farewell has to be said however the connection ends, so `finally` is its place."
NOT_TO_ITSELF = "The newcomer knows that it joined: this message is for the others alone."


async def check(connect):
    late, word = random.choice(LATE), random.choice(WORDS)
    async with Story(connect) as story:
        ann = await story.person("Ann", "/chat")
        await ann.sends("ann")
        await ann.hears(
            "here: ann",
            because="Who has given its name is told who is here.",
            mistakes={
                "here: ": "The newcomer itself is missing: "
                "it has to join before the names are put together.",
                "* ann joined": NOT_TO_ITSELF,
            },
        )

        cleo = await story.person("Cleo", "/chat")
        await cleo.sends("cleo")
        await cleo.hears("here: ann, cleo", because="All who are here, itself included.")
        await ann.hears(
            "* cleo joined",
            because="The others are told who came.",
            mistakes={"* ann joined": NOT_TO_ITSELF},
        )

        ben = await story.person(late.capitalize(), "/chat")
        await ben.sends(late)
        await ben.hears(
            f"here: ann, {late}, cleo",
            because="All who are here.",
            mistakes={
                f"here: ann, cleo, {late}": "These are all, in the order in which they came: "
                "`sorted` puts names in the order of the alphabet.",
            },
        )
        for member in (ann, cleo):
            await member.hears(f"* {late} joined", because="The others are told who came.")

        await ben.sends(word)
        for member in (ben, ann, cleo):
            await member.hears(
                f"{late}: {word}",
                because="What one says, all hear, as before.",
                mistakes={f"* {late} joined": NOT_TO_ITSELF},
            )

        await ben.leaves()
        for member in (ann, cleo):
            await member.hears(
                f"* {late} left",
                because="The others are told who went.",
                mistakes={"nothing": NOT_ON_TIME},
            )
        cleo.vanishes()
        await ann.hears(
            "* cleo left",
            because="Who loses its connection has left, too.",
            mistakes={
                "nothing": "A lost connection sends no close frame, and comes with another code "
                f"than 1000. {NOT_ON_TIME}"
            },
        )
        dora = await story.person("Dora", "/chat")
        await dora.sends("dora")
        await dora.hears(
            "here: ann, dora",
            because="Who left is no longer here: `leave` has to take it out, too.",
        )
        await ann.hears("* dora joined", because="The others are told who came.")
