"""Ann stops reading, and Ben types and speaks; then Ann hears what he said, and not the typing."""

import random

from tutorial_code.story import Story

PICTURE = "#" * 8_000_000  # more than the buffers between the two ends hold
WHOLE = {"max_size": None, "compression": None}
WORDS = ["hi", "grüß dich", "is anybody there?", "nice here", "what a day", "so long", "…"]
TYPING = "..."
BEHIND = "For her something waited already, and typing is not worth its waiting."


async def check(connect):
    hand, one, two, three = random.sample(WORDS, 4)
    async with Story(connect) as story:
        ann = await story.person("Ann", "/chat", **WHOLE)
        ben = await story.person("Ben", "/chat", **WHOLE)
        await ben.sends(TYPING)
        for member in (ben, ann):
            await member.hears(
                TYPING,
                because="Nothing waits for anybody, so everybody sees that he is typing.",
                mistakes={"nothing": "For whom nothing waits, typing is news: drop it for others."},
            )
        ann.freezes()
        for message in (PICTURE, hand, one, TYPING, two, TYPING):
            await ben.sends(message)
            await ben.hears(
                message,
                because="Ben reads all the time, so nothing waits for him.",
                mistakes={"nothing": "Nothing waits for Ben: look at each member by itself."},
            )
        ann.wakes_up()
        await ann.hears(PICTURE, because="It was on its way before she stopped.")
        await ann.hears(hand, because="It was in her writer's hand, and was not lost.")
        for message in (one, two):
            await ann.hears(
                message,
                because="What was said is kept, in order.",
                mistakes={
                    TYPING: BEHIND,
                    two: "What was said before the typing has to stay: only the typing is dropped.",
                    "nothing": "What was said has to stay: only the typing is dropped.",
                },
            )
        for message in (three, TYPING):
            await ben.sends(message)
            for member in (ben, ann):
                await member.hears(
                    message,
                    because="Ann reads again, and nothing waits for her.",
                    mistakes={TYPING: BEHIND},
                )
