"""Somebody talks alone; who comes later is told the end of it, and then who is here."""

import random

from tutorial_code.story import Story

KEPT = 20
NO_END = (
    f"That is the first message of all, and a newcomer is told the last {KEPT}. "
    "What is kept needs an end: without one it grows for as long as the room lives."
)
NOT_SAID = "Only what members say is history: who came and went is not kept."


async def check(connect):
    topic = random.choice(["cats", "trains", "soup", "weather", "frames"])
    async with Story(connect) as story:
        ann = await story.person("Ann", "/chat")
        await ann.sends("ann")
        await ann.hears(
            "here: ann", because="Nothing was said yet, so this is the first that Ann is told."
        )
        said = [f"ann: {topic}, part {number}" for number in range(1, random.randint(23, 27))]
        with story.in_short(f"Ann said {len(said)} things about {topic} and heard them all"):
            for line in said:
                await ann.sends(line.removeprefix("ann: "))
                await ann.hears(line, because="What one says, all hear, as before.")

        ben = await story.person("Ben", "/chat")
        await ben.sends("ben")
        oldest = said[-KEPT]
        with story.in_short(f"Ben received the last {KEPT} of them"):
            for line in said[-KEPT:]:
                await ben.hears(
                    line,
                    because=f"A newcomer is told the last {KEPT} messages, the oldest first.",
                    mistakes={
                        said[0]: NO_END,
                        said[-1]: "That is the newest one. Ben reads from above to below: "
                        "the oldest has to come first.",
                        "here: ann, ben": "Who is here comes after what was said, not before.",
                        said[-KEPT + 1]: f"One is missing: there are {KEPT} to be told.",
                    },
                )
        await ben.hears("here: ann, ben", because="After the history comes who is here, as before.")
        await ann.hears(
            "* ben joined",
            because="The others are told who came, as before.",
            mistakes={
                oldest: "Ann knows what was said. The history is for the newcomer alone: "
                "`member.tell` and not `self.tell`.",
            },
        )

        await ben.sends("so much to read")
        for member in (ben, ann):
            await member.hears("ben: so much to read", because="What one says, all hear.")
        cleo = await story.person("Cleo", "/chat")
        await cleo.sends("cleo")
        with story.in_short(f"Cleo received the last {KEPT} messages"):
            for line in [*said, "ben: so much to read"][-KEPT:]:
                await cleo.hears(
                    line,
                    because=f"These are the last {KEPT} messages that were said.",
                    mistakes={
                        said[-KEPT]: "That one is too old by now: with each new message "
                        "the oldest one goes.",
                        said[-KEPT + 2]: NOT_SAID,
                        "* ben joined": NOT_SAID,
                    },
                )
        await cleo.hears("here: ann, ben, cleo", because="After the history comes who is here.")
        for member in (ann, ben):
            await member.hears("* cleo joined", because="The others are told who came.")
