"""Ann and Ben talk, each sends what is no message of this chat, and both are still there."""

import random

from tutorial_code.story import Like, Story

WORDS = ["hi", "is anybody there?", "nice here", "what a day", "so long", '"type"']
ERROR = Like(
    'an object {"type": "error", "reason": ...} with a text for its reason',
    lambda message: (
        isinstance(message, dict)
        and message.get("type") == "error"
        and isinstance(message.get("reason"), str)
    ),
)
TRUST = "The program took the message for what it hoped for. Look before you take a field from it."
STAY = "Who makes one mistake is told so, and stays: the socket is not closed."
HEARD = "What one says, all hear, with the name that it gave."
MISTAKES = {
    "nothing": "Silence is no answer: tell the sender, or nobody will ever find the mistake.",
    "close 1011": TRUST,
    "close 1003": STAY,
    "close 1007": STAY,
    "close 1008": STAY,
}
WRONG = {
    "hello": "This is not JSON.",
    '{"type": "say", "text": ': "This is not JSON.",
    "[" * 100_000: "This is not JSON: Python's parser gives up with a `RecursionError`.",
    "null": "This is JSON, and no object.",
    '["say", "hi"]': "This is JSON, and no object.",
    '"type"': "This is JSON, and no object.",
    "{}": "This has no type.",
    '{"type": "dance", "text": "hi"}': "Nobody knows this type.",
    '{"type": ["say"], "text": "hi"}': "This type is no text.",
    '{"type": "say"}': "Its text is missing.",
    '{"type": "say", "text": 5}': "A number is no text.",
    '{"type": "say", "text": null}': "`null` is no text.",
}


async def check(connect):
    first, second, third = random.sample(WORDS, 3)
    async with Story(connect) as story:
        ann = await story.person("Ann", "/chat")
        await asks_too_much(ann, {"type": "say", "text": first}, "Ann has not said who she is.")
        await asks_too_much(ann, {"type": "name"}, "The name is missing.")
        await asks_too_much(ann, {"type": "name", "name": 7}, "A number is no text.")
        await says_its_name(ann, "ann", ["ann"])
        ben = await story.person("Ben", "/chat")
        await says_its_name(ben, "ben", ["ann", "ben"])
        await ann.hears({"type": "joined", "name": "ben"}, because="The others are told.")

        await says(ann, "ann", first, [ann, ben])
        with story.in_short("Ben sent much that was wrong, and each was answered with an error"):
            for text, why in WRONG.items():
                await asks_too_much(ben, text, why)
        await asks_too_much(ben, {"type": "name", "name": "ann"}, "Ben has a name already.")
        await says(ben, "ben", second, [ben, ann])
        await ben.sends({"type": "say", "text": third, "from": "ann"}, because=STAY)
        for member in (ann, ben):
            await member.hears(
                {"type": "said", "from": "ben", "text": third},
                because="Who speaks is known to the server, and no client may say it.",
            )


async def says_its_name(person, name, here):
    """Give the name, and be told who is here."""
    await person.sends({"type": "name", "name": name}, because=STAY)
    await person.hears(
        {"type": "here", "names": here},
        because="Who has given its name is told who is here.",
        mistakes=MISTAKES,
    )


async def enters(story, name, *others, path="/chat", history=()):
    """Somebody connects, gives a name, and is told the history and who is here; so are ``others``.

    The others are persons in the order of their names; all who are in the room should be given.
    """
    with story.in_short(f"{name.capitalize()} came in"):
        person = await story.person(name.capitalize(), path)
        await person.sends({"type": "name", "name": name})
        for message in history:
            await person.hears(message, because="Newcomers are told what was said.")
        names = sorted([name, *(other.name.lower() for other in others)])
        await person.hears({"type": "here", "names": names}, because="As before, in this room.")
        for other in others:
            await other.hears({"type": "joined", "name": name}, because="As before.")
    return person


async def says(person, name, text, members, because=HEARD, **more):
    """Say something, which all members hear; ``more`` is what else is in the message."""
    await person.sends({"type": "say", "text": text}, because=STAY)
    for member in members:
        await member.hears(
            {"type": "said", "from": name, "text": text, **more},
            because=because,
        )


async def asks_too_much(person, message, why, mistakes=None):
    """Send what is wrong, and be answered with an error."""
    await person.sends(message, because=STAY)
    because = f"{why} The answer is an error."
    await person.hears(ERROR, because=because, mistakes={**MISTAKES, **(mistakes or {})})
