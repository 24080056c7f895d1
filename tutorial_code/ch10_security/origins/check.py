"""Pages of ours, pages that look like ours, and a program, each with a good token."""

import random

from tutorial_code.ch06_hooks.sign_in.check import setting
from tutorial_code.story import Story

PATH = "/chat/blue"
LIKE = "Anybody can register a name that begins like yours, or ends like it: compare whole origins."
PART = (
    "A part of a name is another name: "
    "take the text apart at its commas, and compare whole origins."
)
WHOLE = "An origin is scheme, host and port, and all three must be the same."
CHANGED = (
    "This origin stands in `ORIGINS`, which the check has changed: look at it for each handshake."
)
SECOND = "It is the second in `ORIGINS`. Perhaps a space stands before it: `strip` each part."
PROGRAM = (
    "Browsers send an `Origin` with every socket: who sends none is a program, "
    "and has no user whose cookie it could steal."
)
NULL = "`null` is what a page sends that hides its origin, and anybody's page can do that."


async def check(connect, program):
    setting(program, "ORIGINS")
    host, port = f"chat{random.randrange(1000)}.example", random.randrange(2000, 9000)
    page, other = f"https://{host}", f"http://{host}:{port}"
    foreign = {
        f"{page}.evil.example": LIKE,
        f"https://evil-{host}": LIKE,
        f"https://{host.removesuffix('le')}": PART,
        f"http://{host}": WHOLE,
        f"https://{host}:{port}": WHOLE,
        f"https://blog.{host}": WHOLE,
        "null": NULL,
        "": NULL,
    }
    async with Story(connect) as story:

        async def comes(name, because, **options):
            headers = {"Authorization": f"Bearer s3cret-of-{name}"}
            with story.in_short(f"{name.capitalize()} came {shown(options)} and was let in"):
                person = await story.person(
                    name.capitalize(), PATH, because=because, additional_headers=headers, **options
                )
                await person.hears({"type": "here", "names": [name]}, because=because)
                await person.leaves()

        async def is_refused(origin, because):
            headers = {"Authorization": "Bearer s3cret-of-ann", "Origin": origin}
            with story.in_short(f"A page of {origin!r} was refused"):
                story.told.append(f"A page of {origin!r} came with Ann's token")
                await story.refused("It", PATH, because=because, additional_headers=headers)

        program.ORIGINS = page
        story.told.append(f"ORIGINS is {page!r}")
        await comes("ann", PROGRAM)
        await comes("ben", CHANGED, origin=page)
        for origin, because in foreign.items():
            await is_refused(origin, because)
        program.ORIGINS = f"{other}, {page}"
        story.told.append(f"ORIGINS is {program.ORIGINS!r}")
        await comes("cleo", CHANGED, origin=other)
        await comes("dora", SECOND, origin=page)
        program.ORIGINS = ""
        story.told.append("ORIGINS is empty")
        await is_refused(page, "This origin stands in `ORIGINS` no more.")
        await is_refused("", "An empty text names no origin, not even an empty one.")
        await comes("ann", PROGRAM)


def shown(options):
    return f"from a page of {options['origin']}" if options else "without a page"
