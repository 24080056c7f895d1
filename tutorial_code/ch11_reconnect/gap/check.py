"""Ann speaks, and others come back who have heard more or less of it."""

import json
import random

from tutorial_code.story import Story

KEPT = 5
NONE = "Nothing is missing, so there is no gap to tell of."
LATER = "The room keeps it, and it was not heard yet."
FIRST = "The gap is before what is still kept, and so it is told before."
HEARD = "What it names it has heard: the first that it can have missed is the next one."
COUNT = "{} were said and are not kept any more, after the one that it has heard."
LIFE = "The room has never given this number: what this client heard was said in another life."


async def check(connect):
    async with Story(connect) as story:
        await comes(story, "Zoe", "?last=0", [])
        await comes(story, "Yan", "?last=3", [], gap=None)
        ann = await story.person("Ann", "/feed")
        said = []
        await speaks(ann, said, random.randint(2, 4))
        await comes(story, "Ben", "?last=0", said)
        await comes(story, "Ben", f"?last={len(said)}", [])
        await comes(story, "Ben", f"?last={len(said) + random.randint(1, 9)}", said, gap=None)
        await speaks(ann, said, KEPT + random.randint(3, 9))
        number, kept = len(said), said[-KEPT:]
        lost = number - KEPT
        for last in (number, random.randint(lost + 1, number - 1), lost):
            await comes(story, "Cleo", f"?last={last}", said[last:])
        for last in (0, random.randrange(1, lost - 1), lost - 1):
            await comes(story, "Dora", f"?last={last}", kept, gap=lost - last)
        for last in (number + 1, number + random.randint(100, 900)):
            await comes(story, "Fay", f"?last={last}", kept, gap=None)
        await comes(story, "Gil", "", [])


async def speaks(ann, said, times):
    with ann.story.in_short(f"Ann said {times} more"):
        for _ in range(times):
            text = f"{random.choice(['cats', 'trains', 'soup'])} {random.randrange(100)}"
            said.append({"id": len(said) + 1, "text": text})
            await ann.sends(text)
            await ann.hears(said[-1], because="The room counts what is said in it.")


async def comes(story, name, query, later, gap=0):
    """Somebody comes back, and is told what it should be told; ``gap`` is 0 for none."""
    person = await story.person(name, f"/feed{query}")
    told = [{"type": "gap", "missed": gap}] if gap != 0 else []
    for message in told + later:
        because, mistakes = LATER, {}
        if message in told:
            because = LIFE if gap is None else COUNT.format(gap)
            mistakes = {json.dumps(other): FIRST for other in later if gap}
            mistakes[json.dumps({"type": "gap", "missed": (gap or 0) + 1})] = HEARD
        else:
            mistakes = {json.dumps({"type": "gap", "missed": n}): NONE for n in (0, None)}
            mistakes[json.dumps({"type": "gap", "missed": 1})] = HEARD
        await person.hears(message, because=because, mistakes=mistakes)
    if not told + later:
        await person.hears_nothing(because=NONE)
    await person.leaves()
