"""Ann comes with her token, strangers are turned away, and Fay comes with a token that is new."""

import random

from tutorial_code.ch04_formats.envelope.check import asks_too_much
from tutorial_code.story import Like, NotYet, Story

PATH = "/chat/blue"
ACCEPT_FIRST = (
    "A close code travels in a close frame, and there are none before `accept()`: "
    "accept the connection, then close it with the code."
)
LET_IN = (
    "A hook that only returns lets everybody in, whatever it returns: "
    "accept the connection and close it, and the handler does not run."
)
AT_ONCE = (
    "Nobody has to say its name any more: the token has said it. "
    "Give the member its name and let it join before you read from it."
)
FAILED = (
    "Perhaps the hook accepted the connection, and then the handler did once more; "
    "or the hook did not run, for lack of `websocket=True`, and left no name in `ws.state`."
)

MISTAKES = {
    "nothing": AT_ONCE,
    "close 1011": FAILED,
    "close 4401": "This token stands in `TOKENS`, and was taken for a wrong one.",
}


async def check(connect, program):
    tokens = setting(program, "TOKENS")
    new, word = random.choice(["fay", "gil", "hal"]), random.choice(["hello", "good evening"])
    secret = f"{random.getrandbits(64):016x}"
    tokens[secret] = new
    async with Story(connect) as story:
        ann = await comes(story, "ann", ["ann"])
        with story.in_short("Strangers were turned away, with no token and with wrong ones"):
            for given in (None, "Bearer guessed", "s3cret-of-ben", f"Basic {secret}", "Bearer "):
                await is_turned_away(story, given)
        other = await comes(story, new, ["ann", new], ann, token=secret)
        await says(other, new, word, [other, ann])
        await says(ann, "ann", word, [ann, other])
        await asks_too_much(ann, {"type": "name", "name": "cleo"}, "Ann has a name: her token's.")
        await says(ann, "ann", word, [ann, other])
        await other.leaves()
        await ann.hears({"type": "left", "name": new}, because="As before.")


def setting(program, name):
    """A set or dictionary of the program, to which a check may add; NotYet if it is missing."""
    if not hasattr(program, name):
        raise NotYet(["The program was loaded"], f"It should have {name}", "it has none", SETTING)
    return getattr(program, name)


SETTING = "Leave this name as it is in the exercise: the check adds to it."


async def connects(story, name, given, because, path=PATH):
    """Connect with a header Authorization, or without one."""
    headers = {"Authorization": given} if given else {}
    shown = f"with {given!r}" if given else "without a token"
    with story.in_short(f"{name.capitalize()} connected to {path} {shown}"):
        return await story.person(
            name.capitalize(),
            path,
            because=because,
            additional_headers=headers,
            max_queue=None,  # who does not read for a while still hears the goodbye
        )


async def comes(story, name, here, *others, path=PATH, token=None, missed=()):
    """Somebody comes with a token, is told what it missed and who is here, and so are others."""
    because = f"{name.capitalize()} brought the right token."
    given = f"Bearer {token or f's3cret-of-{name}'}"
    with story.in_short(f"{name.capitalize()} brought its token and came in"):
        person = await connects(story, name, given, because, path)
        for message in [*missed, {"type": "here", "names": here}]:
            await person.hears(message, because=because, mistakes=MISTAKES)
        for other in others:
            await other.hears(
                {"type": "joined", "name": name},
                because="The others are told who came, and nothing of those who were turned away.",
            )
    return person


async def is_turned_away(story, given):
    eve = await connects(story, "eve", given, ACCEPT_FIRST)
    await eve.is_closed(4401, because=LET_IN, mistakes={"close 1011": FAILED, "nothing": LET_IN})


async def says(person, name, text, members, because=None):
    """Say something, which all members hear with the name of who said it."""
    because = because or (
        f"It was {name.capitalize()} who spoke. One variable for all holds the name "
        "of who came last: each connection has a state of its own."
    )
    await person.sends({"type": "say", "text": text}, because=because)
    for member in members:
        await member.hears(said(name, text), because=because)


def said(name, text):
    right = {"type": "said", "from": name, "text": text}
    return Like(
        f'an object {{"type": "said", "from": "{name}", "text": "{text}"}}',
        lambda message: isinstance(message, dict) and message.items() >= right.items(),
    )
