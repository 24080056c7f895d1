"""People come until it is full, one leaves, and then there are more places than before."""

import asyncio
import random
from contextlib import closing

from tutorial_code import story as stories
from tutorial_code.ch06_hooks.sign_in.check import setting
from tutorial_code.story import NotYet, Story

NOW = "It is an answer about now: how many are here, and how many may be here, `MOST`."
FULL = "With `MOST` members there is no place left."
STATUS = (
    "The status is right for a room that is ready; who asks is a program, and looks at the status."
)
LEFT = "Somebody has left, and so there is a place: count those who are here, not those who came."
ALIVE = (
    "A full room is no dead process; whoever sees that ends the process, with all who are in it."
)


async def check(connect, open_connection, program):
    setting(program, "MOST")
    most = program.MOST = random.randint(4, 6)
    async with Story(connect) as story:
        story.told.append(f"The check set MOST to {most}")
        people = []
        for number in range(1, most + 1):
            await answers(story, open_connection, "/ready", 200, "ready", NOW)
            visitor = await story.person(f"Visitor {number}", "/chat")
            people.append(visitor)
            await visitor.sends("hello")
            for person in people:
                await person.hears("hello")
        mistakes = {(200, "full"): STATUS, (200, "ready"): FULL}
        await answers(story, open_connection, "/ready", 503, "full", NOW, mistakes)
        await answers(story, open_connection, "/live", 200, "alive", ALIVE)

        await people.pop(random.randrange(most)).leaves()
        await random.choice(people).sends("who is left?")
        for person in people:
            await person.hears("who is left?")
        await answers(story, open_connection, "/ready", 200, "ready", LEFT)
        program.MOST = len(people)
        story.told.append(f"The check set MOST to {program.MOST}")
        await answers(story, open_connection, "/ready", 503, "full", NOW)


async def answers(story, open_connection, path, status, text, because, mistakes=None):
    """Ask for a path over HTTP; NotYet if another status or another text comes."""
    wanted = f"GET {path} should have answered {status} and {text!r}"
    found = await ask(story, open_connection, f"GET {path}", wanted, because)
    if found != (status, text):
        came = "{} and {} came".format(*map(stories.shown, found))
        raise NotYet(story.told, wanted, came, (mistakes or {}).get(found, because))
    story.told.append(f"GET {path} answered {status} and {text!r}")


async def ask(story, open_connection, request, wanted, because):
    """The status and the text that the program answers; NotYet if there is no answer."""
    lines = [f"{request} HTTP/1.1", "Host: 127.0.0.1", "Content-Length: 0", "Connection: close"]
    try:
        async with asyncio.timeout(stories.WITHIN):
            reader, writer = await open_connection()
            with closing(writer):
                writer.write("\r\n".join([*lines, "", ""]).encode())
                head, _, body = (await reader.read()).decode().partition("\r\n\r\n")
        _, status, *_ = head.split()
        return int(status), body
    except (TimeoutError, OSError, ValueError):
        raise NotYet(story.told, wanted, "no answer came", because) from None
