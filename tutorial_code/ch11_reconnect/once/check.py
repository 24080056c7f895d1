"""Ann says something, does not hear that it arrived, and says it again, here and there."""

import json
import random

from tutorial_code.story import Like, Story

WORDS = ["two pizzas", "grüß dich", "is anybody there?", "yes", "what a day"]
TWICE = "It was said before, under this key: tell it once, whatever comes."
NEW = (
    "It was said before. A new connection is the same member: "
    "what was said is remembered by its name, and not with the connection."
)
AGAIN = "Whoever gets no ack sends again, for ever: confirm it each time."
WORDS_ALONE = "The same words under a new key are a new message: somebody may say yes twice."
OWN = "A key is one member's own: another member has said nothing under it yet."


async def check(connect):
    name, other = random.sample(["ann", "cleo", "dora"], 2)
    key, text, more = f"{random.getrandbits(32):08x}", *random.sample(WORDS, 2)
    async with Story(connect) as story:
        ben = await story.person("Ben", "/chat?name=ben")
        person = await story.person(name.capitalize(), f"/chat?name={name}")
        await says(person, name, key, text, ben)
        await says_again(person, key, text, TWICE)
        await says_again(person, key, text, TWICE)
        await says(person, name, key + "!", text, ben, WORDS_ALONE)
        person.vanishes()
        person = await story.person(name.capitalize(), f"/chat?name={name}")
        await says_again(person, key, text, NEW)
        third = await story.person(other.capitalize(), f"/chat?name={other}")
        await says(third, other, key, more, ben, OWN, others=[person])


async def says(person, name, key, text, ben, because="It was never said before.", others=()):
    """Say something new: it is confirmed, and everybody hears it."""
    said, ack = {"type": "said", "from": name, "text": text}, {"type": "ack", "key": key}
    await person.sends({"type": "say", "key": key, "text": text})
    both = Like("its own words and an ack, in any order", lambda message: message in (said, ack))
    first = await person.hears(both, because=because)
    await person.hears(ack if first == said else said, because=because)
    for listener in (ben, *others):
        await listener.hears(said, because=because)


async def says_again(person, key, text, because):
    """Say what was said before: it is confirmed, and nobody hears it."""
    await person.sends({"type": "say", "key": key, "text": text})
    ack = {"type": "ack", "key": key}
    said = {"type": "said", "from": person.name.lower(), "text": text}
    mistakes = {"nothing": AGAIN, json.dumps(said): because}
    await person.hears(ack, because=because, mistakes=mistakes)
    await person.hears_nothing(because=because)
