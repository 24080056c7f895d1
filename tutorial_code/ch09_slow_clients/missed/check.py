"""Ann stops reading twice and loses messages; each time she is told how many, and Ben is not."""

import random

from tutorial_code.story import Story

PICTURE = "#" * 8_000_000  # more than the buffers between the two ends hold
WHOLE = {"max_size": None, "compression": None}
UNTOLD = "Who lost messages is told how many, before the next one that it receives."
AGAIN = "What a member was told of once is not missing any more: begin to count anew."
LATE = "It has to be said before the messages that come after the gap."
ALL = "A member that reads loses nothing, and every message reaches it."


async def check(connect):
    words = random.sample([f"number {n}" for n in range(100, 1000)], 25)
    async with Story(connect) as story:
        ann = await story.person("Ann", "/feed", **WHOLE)
        ben = await story.person("Ben", "/feed", **WHOLE)
        for count in random.sample(range(4, 9), 2):
            ann.freezes()
            said = [words.pop() for _ in range(count)]
            with story.in_short(f"Ben sent a picture, which fills the buffers, and {count} texts"):
                for message in (PICTURE, *said):
                    await ben.sends(message)
                    await ben.hears(message, because=ALL)
            ann.wakes_up()
            await ann.hears(PICTURE, because="It was on its way before she stopped.")
            await ann.hears(said[0], because="It was in her writer's hand, and was not lost.")
            kept = said[-3:]
            oldest, *_ = kept
            if lost := count - 4:
                await ann.hears(
                    f"missed {lost}",
                    because=f"{lost} messages were thrown away. {AGAIN}",
                    mistakes={oldest: f"{UNTOLD} {LATE}", "nothing": UNTOLD},
                )
            for message in kept:
                await ann.hears(
                    message,
                    because=f"The last three were kept. {AGAIN}",
                    mistakes={"missed 0": "Who lost nothing is told nothing."},
                )
        await ben.sends("so long")
        for member in (ben, ann):
            await member.hears("so long", because=f"Nothing was lost before this. {AGAIN}")
