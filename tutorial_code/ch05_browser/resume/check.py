"""Ann talks, Ben loses his connection three times, and each time he gets what he missed."""

import json
import random

from tutorial_code.story import Story

KEPT = 20
COUNTED = "The room counts what is said in it, from 1 on: a message has one id, whoever hears it."
AFTER = "Who comes back gets what came after the last that it heard, all of it, and once."
HEARD = f"That one was heard before: it is the last, and not the first that was missed. {AFTER}"
NEWCOMER = "Who does not say what it heard last is a newcomer, and gets the history."
RAISED = (
    "The program raised an exception. What stands in a query is text, and any text: make a number "
    "of it before you compare, and be ready for what is none."
)


class Talk:
    """What one member has said in a room, as the others should hear it."""

    def __init__(self, name):
        self.name, self.said = name, []

    def next(self):
        number = len(self.said) + 1
        text = f"{random.choice(['cats', 'trains', 'soup'])}, part {number}"
        self.said.append({"type": "said", "from": self.name, "text": text, "id": number})
        return self.said[-1]


async def check(connect):
    path, talk = f"/chat/blue{random.randrange(1000)}", Talk("ann")
    async with Story(connect) as story:
        ann = await comes(story, "ann", path, ["ann"], [])
        await speaks(ann, talk, random.randint(2, 4))
        ben = await comes(story, "ben", path, ["ann", "ben"], talk.said)
        await ann.hears({"type": "joined", "name": "ben"}, because="As before.")
        await speaks(ann, talk, random.randint(1, 2), ben)

        for missed in (random.randint(1, 3), random.randint(6, 8)):
            ben.vanishes()
            await ann.hears({"type": "left", "name": "ben"}, because="As before.")
            heard = talk.said[-1]
            await speaks(ann, talk, missed)
            back = f"{path}?last={heard['id']}"
            ben = await comes(story, "ben", back, ["ann", "ben"], talk.said[-missed:], heard)
            await ann.hears({"type": "joined", "name": "ben"}, because="As before.")
            await speaks(ann, talk, random.randint(1, 2), ben)

        here, heard = ["ann", "ben", "cleo"], talk.said[-1]
        cleo = await comes(story, "cleo", f"{path}?last={heard['id']}", here, [], heard)
        await cleo.leaves()
        for member in (ann, ben):
            await member.hears({"type": "joined", "name": "cleo"}, because="As before.")
            await member.hears({"type": "left", "name": "cleo"}, because="As before.")
        await speaks(ann, talk, KEPT, ben)
        wrong = f"{path}?last={random.choice(['yesterday', '', '7.5', '0x7'])}"
        await comes(story, "dora", wrong, ["ann", "ben", "dora"], talk.said[-KEPT:])
        for member in (ann, ben):
            await member.hears({"type": "joined", "name": "dora"}, because="As before.")

        zoe = await comes(story, "zoe", f"{path}0", ["zoe"], [])
        talk = Talk("zoe")
        await speaks(zoe, talk, random.randint(1, 2))
        wrong = f"{path}0?last={random.choice(['yesterday', '', '7.5', '0x7'])}"
        await comes(story, "emil", wrong, ["emil", "zoe"], talk.said)
        await zoe.hears({"type": "joined", "name": "emil"}, because="As before.")


async def comes(story, name, path, here, told, heard=None):
    """Somebody connects, gives a name, and is told what was missed and who is here."""
    person = await story.person(name.capitalize(), path, because=RAISED)
    await person.sends({"type": "name", "name": name})
    because = AFTER if heard else NEWCOMER
    mistakes = {"close 1011": RAISED}
    if heard:
        mistakes |= dict.fromkeys(written(heard), HEARD)
    for number, message in enumerate(told, 1):
        if number != message["id"]:
            mistakes |= dict.fromkeys(written({**message, "id": number}), COUNTED)
    with story.in_short(f"{name.capitalize()} received {len(told)} messages and who is here"):
        for message in told:
            await person.hears(message, because=because, mistakes=mistakes)
        await person.hears({"type": "here", "names": here}, because=because, mistakes=mistakes)
    return person


def written(message):
    """A message as JSON, with its id at either end."""
    number = {"id": message["id"]}
    return json.dumps(message), json.dumps({**number, **message})


async def speaks(person, talk, times, *others):
    """Say something several times, and hear each, with others or alone."""
    with person.story.in_short(f"{person.name} said {times} more"):
        for _ in range(times):
            message = talk.next()
            await person.sends({"type": "say", "text": message["text"]})
            for member in (person, *others):
                await member.hears(message, because=COUNTED)
