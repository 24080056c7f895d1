"""Ask for sums that no program can know beforehand, then mistype in each way, and go on."""

import operator
import random

from tutorial_code.story import Like, Story

SIGNS = {"+": operator.add, "-": operator.sub, "*": operator.mul}
WRONG = ["2 +", "2 + 3 + 4", "two + 3", "2 ? 3", "len('four') + 1", ""]
ERROR = Like(
    "an answer that begins with 'error:'",
    lambda answer: isinstance(answer, str) and answer.startswith("error:"),
)
RAISED = "A client that mistypes has raised an exception in your program: catch it, and answer."
STAY = "Whoever mistypes once should get another chance: answer, and go on."
EVAL = "Never `eval` what a stranger sends: that runs any program on your machine."


async def check(connect):
    async with Story(connect) as story:
        ann = await story.person("ann", "/ws")
        for sign in SIGNS:
            await asks(ann, sign)
        for text in random.sample(WRONG, len(WRONG)):
            await ann.sends(text, because=STAY)
            await ann.hears(
                ERROR,
                because="There is nothing to calculate in it.",
                mistakes={"close 1011": RAISED, "close 1008": STAY, "5": EVAL, "9": EVAL},
            )
        await asks(ann, "+")


async def asks(person, sign):
    left, right = random.sample(range(10, 100), 2)
    await person.sends(f"{left} {sign} {right}", because=STAY)
    await person.hears(
        str(SIGNS[sign](left, right)),
        because="The answer has to be calculated from the message.",
        mistakes={
            "close 1011": "`send_text` wants a text: `str(...)` makes one of a number.",
            "close 1008": STAY,
        },
    )
