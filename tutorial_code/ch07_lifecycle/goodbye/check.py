"""One member talks, says bye and talks on; the other hears all of it but the last."""

import random
from contextlib import suppress

from websockets.exceptions import ConnectionClosed

from tutorial_code.ch06_hooks.sign_in.check import comes, said, says
from tutorial_code.story import Story

HEARD = "What is said before a bye is heard, also by the member itself."
NO_CLOSE = (
    "A handler that returns ends its connection without a close frame, and "
    "a code that may not be sent, such as 1005, costs the client its goodbye. "
    "Close with 1000, which says that all is well."
)
BEHIND = "The room went on listening behind the bye: what comes then is heard by nobody."


async def check(connect):
    leaving, staying = random.sample(["ben", "cleo", "dora"], 2)
    first, last, then = [
        f"{random.choice(['rain', 'snow', 'wind'])} until {hour}" for hour in (7, 8, 9)
    ]
    async with Story(connect) as story:
        stays = await comes(story, staying, [staying])
        leaves = await comes(story, leaving, sorted([leaving, staying]), stays)
        await says(stays, staying, first, [stays, leaves])

        await leaves.sends({"type": "say", "text": last})
        await leaves.sends({"type": "bye"})
        with suppress(ConnectionClosed):
            await leaves.ws.send('{"type": "say", "text": "one more thing"}')
        story.told.append(f"Behind it {leaves.name} sent 'one more thing'")

        await leaves.hears(said(leaving, last), because=HEARD)
        await leaves.is_closed(
            1000,
            "bye",
            because="Who says bye is closed with 1000, which says that all is well; "
            "the reason says the rest.",
            mistakes={
                "nothing": "To leave the room is one thing, to end the connection another: "
                "the client waits for a close frame.",
                "close 1006": NO_CLOSE,
                "close 1001": "1001 says that the server goes away, or that it waited in vain. "
                "This is a goodbye by consent: 1000.",
                "close 1000": "The reason is the second argument: `close(1000, 'bye')`.",
            },
        )
        await stays.hears(said(leaving, last), because=HEARD)
        await stays.hears(
            {"type": "left", "name": leaving},
            because=f"{BEHIND} The others are told who left, and nothing else.",
        )
        await says(stays, staying, then, [stays])
