"""Ann and Ben show pictures, talk in between, and Cleo tries one that is too large."""

import json
import random

from tutorial_code.ch04_formats.envelope.check import asks_too_much, enters, says
from tutorial_code.story import Story

LIMIT = 65536
ABOUT = "Before a picture the others are told what it is, who shows it, and its size in bytes."
NO_ECHO = "Who shows a picture has it already: it goes to the others alone."
AS_BYTES = "A picture is bytes, and travels as bytes: one binary message, unchanged."
NO_TEXT = "That cost the speaker its connection: an event with bytes has no text, and an empty "
NO_TEXT += "message has bytes too, none of them. Ask whether `event.get('bytes')` is `None`."


async def check(connect):
    small, other = random.randbytes(random.randint(60, 90)), random.randbytes(3)
    large = (small * LIMIT)[:LIMIT]
    async with Story(connect) as story:
        ann = await enters(story, "ann")
        ben = await enters(story, "ben", ann)
        cleo = await enters(story, "cleo", ann, ben)

        await shows(ann, "ann", small, [ben, cleo])
        await says(ann, "ann", "do you see it?", [ann, ben, cleo], because=NO_ECHO)
        await shows(ben, "ben", other, [ann, cleo])
        await shows(ben, "ben", b"", [ann, cleo])
        await says(cleo, "cleo", "nice", [ben, ann, cleo], because=NO_ECHO)

        dora = await story.person("Dora", "/chat")
        await asks_too_much(dora, small, "Dora has not given a name yet.")
        eve = await enters(
            story,
            "eve",
            ann,
            ben,
            cleo,
            history=[
                {"type": "said", "from": "ann", "text": "do you see it?"},
                {"type": "said", "from": "cleo", "text": "nice"},
            ],
        )

        await shows(cleo, "cleo", large, [ann, ben, eve])
        await cleo.sends(large + b"1")
        await cleo.is_closed(
            1009,
            because=f"One byte more than {LIMIT} is too large. uvicorn counts them for you, "
            "if it is told the limit: `ws_max_size` in `SETTINGS`.",
        )
        for member in (ann, ben, eve):
            await member.hears(
                {"type": "left", "name": "cleo"},
                because="Whose connection has ended, for whatever reason, has left.",
            )


async def shows(person, name, picture, others):
    """Show a picture to the others."""
    await person.sends(picture)
    for member in others:
        await member.hears(
            {"type": "picture", "from": name, "size": len(picture)},
            because=ABOUT,
            mistakes={
                picture.hex(" "): f"That is the picture already. {ABOUT}",
                json.dumps({"type": "left", "name": name}): NO_TEXT,
                "nothing": "The bytes came in, and nothing went out.",
            },
        )
        await member.hears(picture, because=AS_BYTES, mistakes={"close 1006": AS_BYTES})
