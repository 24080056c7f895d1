"""A member tries to kick and may not, a moderator may, and who was kicked comes again."""

import random

from tutorial_code.ch04_formats.envelope.check import asks_too_much
from tutorial_code.ch06_hooks.sign_in.check import comes, said, says, setting
from tutorial_code.story import Story

STILL_OPEN = (
    "To take somebody out of the room does not end the connection: close the WebSocket, "
    "and the client learns that it is out, and why."
)


async def check(connect, program):
    moderator, ben, cleo = random.sample(["ben", "cleo", "dora"], 3)
    moderators = setting(program, "MODERATORS")
    moderators.clear()
    moderators.add(moderator)
    async with Story(connect) as story:
        story.told.append(f"MODERATORS is {moderators}")
        chief = await comes(story, moderator, [moderator])
        other = await comes(story, ben, sorted([moderator, ben]), chief)
        third = await comes(story, cleo, sorted([moderator, ben, cleo]), chief, other)
        kick = {"type": "kick", "name": cleo}

        not_allowed = (
            "Not everybody may kick: look whether `MODERATORS` holds the name of who asks."
        )
        silent = {"nothing": "Who asks for what it may not do deserves an answer, and stays."}
        left = {f'{{"type": "left", "name": "{cleo}"}}': not_allowed}
        await asks_too_much(other, kick, not_allowed, {**silent, **left})
        await asks_too_much(
            chief,
            {"type": "kick", "name": "nobody"},
            "Nobody here is called so.",
            {"close 1011": "A name that nobody has cost the moderator the connection: "
             "ask whether somebody is here before you close."},
        )  # fmt: skip
        await asks_too_much(chief, {"type": "kick"}, "The name is missing.")
        await says(third, cleo, "still here", [chief, other, third])

        await chief.sends(kick)
        left = {"type": "left", "name": cleo}
        await chief.hears(
            left,
            because="`MODERATORS` says who may kick, and it changes while the program runs.",
            mistakes={
                "nothing": f"The others are told that {cleo.capitalize()} left, "
                "as when somebody leaves without being asked to.",
                "close 4003": f"This closed the connection of the moderator, not {cleo}'s.",
            },
        )
        await third.is_closed(
            4003,
            because=STILL_OPEN,
            mistakes={
                "close 1000": "1000 says that all is well, and a page that hears it may come back "
                "at once. 4003 says what happened."
            },
        )
        await other.hears(left, because="The others are told that somebody left.")
        await says(other, ben, "who was that?", [chief, other])
        missed = [said(cleo, "still here"), said(ben, "who was that?")]
        here = sorted([moderator, ben, cleo])
        await comes(story, cleo, here, chief, other, missed=missed)
