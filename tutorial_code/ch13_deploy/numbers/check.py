"""Some come, speak and leave; the numbers are asked for in between."""

import random

from tutorial_code.ch13_deploy.ready.check import ask
from tutorial_code.story import NotYet, Story, shown

NOW = "These are numbers about now, and they change with what happens."
FALLS = "A total never falls: it counts what has happened, and that does not become undone."
CHARACTERS = "It asks for characters, and in UTF-8 some of them have several bytes."
ONCE = "A message counts once, however many hear it."
WORDS = ["grüß dich", "naïve", "smörgåsbord", "¿qué?", "père", "blåbær"]


async def check(connect, open_connection):
    async with Story(connect) as story:
        people = []
        for name in random.sample(["Ann", "Ben", "Cleo", "Dora", "Emil"], random.randint(3, 4)):
            newcomer = await story.person(name, "/chat")
            people.append(newcomer)
            await newcomer.sends("?")
            for person in people:
                await person.hears("?")
        came = len(people)
        said = ["?"] * came
        await shows(story, open_connection, came, came, said)
        for word in random.sample(WORDS, 3):
            said.append(word)
            speaker = random.choice(people)
            await speaker.sends(word)
            for person in people:
                await person.hears(word)
        await shows(story, open_connection, came, came, said)

        await people.pop(random.randrange(came)).leaves()
        said.append("and now?")
        await random.choice(people).sends("and now?")
        for person in people:
            await person.hears("and now?")
        await shows(story, open_connection, len(people), came, said)


async def shows(story, open_connection, members, joined, said):
    """The four lines, with the numbers of now."""
    characters = sum(map(len, said))
    numbers = [members, joined, len(said), characters]
    names = ["members", "joined_total", "messages_total", "characters_total"]
    text = "".join(f"{name} {number}\n" for name, number in zip(names, numbers, strict=True))
    wanted = f"GET /metrics should have answered {text!r}"
    status, came = await ask(story, open_connection, "GET /metrics", wanted, NOW)
    if (status, came) != (200, text):
        raise NotYet(story.told, wanted, f"{status} and {shown(came)} came", why(came, numbers))
    story.told.append("GET /metrics answered as it should")


def why(text, numbers):
    """The likely cause, by the line that is wrong."""
    members, joined, messages, _ = map(str, numbers)
    found = dict(line.split(" ") for line in text.splitlines() if line.count(" ") == 1)
    if found.get("joined_total") == members != joined:
        return FALLS
    counted = found.get("messages_total", "")
    if counted.isdecimal() and int(counted) > int(messages):
        return ONCE
    rest = [found.get(name) for name in ("members", "joined_total", "messages_total")]
    if rest == [members, joined, messages]:
        return CHARACTERS if found.get("characters_total") != "0" else NOW
    return NOW
