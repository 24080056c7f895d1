"""Ann tells Ben something, Cleo hears nothing of it, and nobody can be told who is not there."""

import random

from tutorial_code.ch04_formats.envelope.check import asks_too_much, enters, says
from tutorial_code.story import Story

WORDS = ["meet me at eight", "she is late again", "happy birthday", "the key is blue"]
NAMES = ["ben", "bert", "bill", "bodo"]
ONLY_ONE = "This was told to one member, and reaches nobody else."


async def check(connect):
    secret, answer, last = random.sample(WORDS, 3)
    name = random.choice(NAMES)
    async with Story(connect) as story:
        ann = await enters(story, "ann")
        ben = await enters(story, name, ann)
        cleo = await enters(story, "cleo", ann, ben)

        await ann.sends({"type": "tell", "to": name, "text": secret})
        await ben.hears(
            {"type": "told", "from": "ann", "text": secret},
            because="It was told to this member, and by Ann.",
            mistakes={
                "nothing": "It was told to this member: look through `self.members` for the name.",
                "close 1011": "The program raised an exception while it told this.",
            },
        )
        await ben.sends({"type": "tell", "to": "ann", "text": answer})
        await ann.hears(
            {"type": "told", "from": name, "text": answer},
            because=ONLY_ONE,
            mistakes={
                f'{{"type": "told", "from": "ann", "text": "{secret}"}}': "The sender knows what "
                f"it said. {ONLY_ONE}",
                '{"type": "error", "reason": "not understood"}': "Ann said something that is "
                "right, and was told that it is wrong.",
            },
        )
        await says(cleo, "cleo", last, [cleo, ann, ben], because=ONLY_ONE)

        await asks_too_much(
            ann,
            {"type": "tell", "to": "nobody", "text": secret},
            "Nobody here is called so, and Ann should know that.",
            {"close 1011": "A name that nobody has raised an exception, and cost Ann her "
             "connection: ask whether it is there before you take it."},
        )  # fmt: skip
        with story.in_short("Ann sent more that was wrong, and was told so each time"):
            for wrong in ({"to": name}, {"text": last}, {"to": name, "text": 5}, {"to": [name]}):
                wrong = {"type": "tell", **wrong}
                await asks_too_much(ann, wrong, "A field is missing or no text.")
        dora = await story.person("Dora", "/chat")
        await asks_too_much(
            dora, {"type": "tell", "to": name, "text": secret}, "Dora has not given a name yet."
        )

        await ben.leaves()
        for member in (ann, cleo):
            await member.hears({"type": "left", "name": name}, because="As before.")
        await asks_too_much(
            ann,
            {"type": "tell", "to": name, "text": secret},
            "Who has left is no longer here, and cannot be told anything.",
        )
        eve = await story.person("Eve", "/chat")
        await eve.sends({"type": "name", "name": "eve"})
        await eve.hears(
            {"type": "said", "from": "cleo", "text": last},
            because="Of all that happened, this alone was said to everybody. "
            "What is told to one member is no part of the history.",
        )
        await eve.hears({"type": "here", "names": ["ann", "cleo", "eve"]}, because="As before.")
        for member in (ann, cleo):
            await member.hears({"type": "joined", "name": "eve"}, because="As before.")
