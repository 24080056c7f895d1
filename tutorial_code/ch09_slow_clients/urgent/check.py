"""Ann stops reading, and Ben says seven things, two of them urgent; then Ann reads again."""

import random

from tutorial_code.story import Story

PICTURE = "#" * 8_000_000  # more than the buffers between the two ends hold
WHOLE = {"max_size": None, "compression": None}
CALM = ["hi", "nice here", "grüß dich", "zzz", "what a day", "so long", "0 to 1", "well!"]
ALARMS = ["!fire", "!smoke", "!water", "!all out", "!run"]


async def check(connect):
    hand, one, two, three = random.sample(CALM, 4)
    first, second = sorted(random.sample(ALARMS, 2), reverse=True)
    async with Story(connect) as story:
        ann = await story.person("Ann", "/chat", **WHOLE)
        ben = await story.person("Ben", "/chat", **WHOLE)
        ann.freezes()
        for message in (PICTURE, hand, one, two, first, three, second):
            await ben.sends(message)
            await ben.hears(message, because="For Ben nothing waits, so nothing is overtaken.")
        ann.wakes_up()
        await ann.hears(PICTURE, because="It was on its way before she stopped.")
        await ann.hears(hand, because="It was in her writer's hand already.")
        await ann.hears(
            first,
            because="It is urgent, and goes before all that waits.",
            mistakes={
                one: "This waited longer, but it is not urgent.",
                second: "Urgent messages keep their order: this one was said later.",
            },
        )
        await ann.hears(
            second,
            because="It is urgent too.",
            mistakes={one: "All that are urgent go first, also the one that was said last."},
        )
        for message in (one, two, three):
            await ann.hears(
                message,
                because="What is not urgent keeps its order.",
                mistakes={"nothing": "An alarm overtakes what waits, and must not drop it."},
            )
