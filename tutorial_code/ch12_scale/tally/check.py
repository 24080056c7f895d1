"""Three people speak, each says everything twice, and somebody asks for the tally, twice."""

import json
import random
from collections import Counter

from tutorial_code.story import Like, Story

FORGOTTEN = "The log keeps five entries, and more have been said. What is forgotten counts, too."
TWICE = "What was sent twice under one key is in the log once, so count what comes out of it."
NOTHING = "Nothing is counted yet: the counting has to run before anybody asks."
WRONG = "The numbers are those of this talk: count what comes out of the log."
ALL = "As before: everybody hears what was said."
BYE = "The tally is one message, and then the connection is closed."
HELLO = Like("a hello", lambda message: message["type"] == "hello")
ACK = Like("an ack", lambda message: message["type"] == "ack")


async def check(connect):
    async with Story(connect) as story:
        people, spoken = {}, []
        for name in random.sample(["ann", "ben", "cleo", "dora"], 3):
            people[name] = await story.person(name.capitalize(), f"/chat?name={name}")
            await people[name].hears(HELLO, because=ALL)
        for most in random.sample(range(1, 5), 2):
            for name, person in people.items():
                times = random.randint(most, most + 2)
                with story.in_short(f"{person.name} said {times} things, each of them twice"):
                    for number in range(times):
                        await speak(person, people, f"{most}.{number}")
                        spoken.append(name)
            await ask(story, spoken)


async def speak(person, people, key):
    """Say something under a key, and say it once more, which nobody hears."""
    message = {"type": "say", "key": key, "text": random.choice(["tea", "soup", "bread"])}
    said = Like(f"what {person.name} said", lambda came: came.get("text") == message["text"])
    await person.sends(message)
    await person.hears(ACK, because=ALL)
    for other in people.values():
        await other.hears(said, because=ALL)
    await person.sends(message)
    await person.hears(ACK, because=ALL)


async def ask(story, spoken):
    """Somebody asks how often each has spoken."""
    asker = await story.person("Zoe", "/tally")
    mistakes = {
        "{}": NOTHING,
        json.dumps(Counter(spoken * 2)): TWICE,
        json.dumps(Counter(spoken[-5:])): FORGOTTEN,
    }
    await asker.hears(dict(Counter(spoken)), because=WRONG, mistakes=mistakes)
    await asker.is_closed(1000, because=BYE)
