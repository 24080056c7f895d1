"""People come until it is full, one leaves, and then there are more places than before."""

import asyncio
import random

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
        for number in range(most):
            await answers(story, open_connection, "/ready", 200, "ready", NOW)
            people.append(await story.person(f"Visitor {number + 1}", "/chat"))
            await people[-1].sends("hello")
            for person in people:
                await person.hears("hello")
        mistakes = {(200, "full"): STATUS, (200, "ready"): FULL}
        await answers(story, open_connection, "/ready", 503, "full", NOW, mistakes)
        await answers(story, open_connection, "/live", 200, "alive", ALIVE)

        await people[1].leaves()
        await people[0].sends("who is left?")
        for person in (people[0], *people[2:]):
            await person.hears("who is left?")
        await answers(story, open_connection, "/ready", 200, "ready", LEFT)
        program.MOST = most - 1
        story.told.append(f"The check set MOST to {most - 1}")
        await answers(story, open_connection, "/ready", 503, "full", NOW)


async def answers(story, open_connection, path, status, text, because, mistakes=None):
    """Ask for a path over HTTP; NotYet if another status or another text comes."""
    wanted = f"GET {path} should have answered {status} and {text!r}"
    try:
        async with asyncio.timeout(stories.WITHIN):
            found = await ask(open_connection, path)
    except (TimeoutError, OSError, EOFError, ValueError, IndexError):
        raise NotYet(story.told, wanted, "no answer came", because) from None
    if found != (status, text):
        came = f"{found[0]} and {found[1][:60]!r} came"
        raise NotYet(story.told, wanted, came, (mistakes or {}).get(found, because))
    story.told.append(f"GET {path} answered {status} and {text!r}")


async def ask(open_connection, path, method="GET"):
    """The status and the text that the program answers."""
    reader, writer = await open_connection()
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Length: 0"]
    try:
        writer.write("\r\n".join([*lines, "Connection: close", "", ""]).encode())
        head, _, body = (await reader.read()).decode().partition("\r\n\r\n")
    finally:
        writer.close()
    return int(head.split()[1]), body
