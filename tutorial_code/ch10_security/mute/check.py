"""A moderator silences a member, who leaves and comes again; others try the same."""

import random

from tutorial_code.ch06_hooks.sign_in.check import comes, says, setting
from tutorial_code.story import Like, Story

ERROR = Like(
    'an object {"type": "error", ...}',
    lambda message: isinstance(message, dict) and message.get("type") == "error",
)
ADDED = "{} is in `MODERATORS`, to which the check has added it."
ANYBODY = "To be in the room is no right to silence others in it."
AGAIN = "A connection is easily made anew: remember the name."
LATER = "A right can be taken away while the connection lives: look it up with each message."
TOLD = {
    "nothing": "Who is muted should know it: a message that is lost in silence looks like a fault."
}
BACK = "Nobody should be muted for ever: `unmute` takes the name out again."


async def check(connect, program):
    setting(program, "MODERATORS")
    boss, loud, third = random.sample(["ben", "cleo", "dora"], 3)
    program.MODERATORS.clear()
    program.MODERATORS.add(boss)
    async with Story(connect) as story:
        moderator = await comes(story, boss, [boss])
        quiet = await comes(story, third, sorted([boss, third]), moderator)
        member = await comes(story, loud, sorted([boss, loud, third]), moderator, quiet)
        everybody = [moderator, quiet, member]
        because = ADDED.format(boss.capitalize())

        await quiet.sends({"type": "mute", "name": loud})
        await quiet.hears(ERROR, because=ANYBODY, mistakes={"nothing": ANYBODY})
        await says(member, loud, "hello", everybody, because=ANYBODY)

        await moderator.sends({"type": "mute", "name": loud})
        await says(moderator, boss, "enough", everybody, because=because)
        await is_silenced(member, because)
        await says(quiet, third, "thank you", everybody)

        green = await comes(story, loud, [loud], path="/chat/green")
        green.name = f"{member.name} in the green room"
        await is_silenced(green, AGAIN)

        await moderator.sends({"type": "unmute", "name": loud})
        await says(moderator, boss, "speak", everybody, because=because)
        await says(member, loud, "thanks", everybody, because=BACK)

        program.MODERATORS.discard(boss)
        story.told.append(f"{moderator.name} was taken out of MODERATORS")
        await moderator.sends({"type": "mute", "name": third})
        await moderator.hears(ERROR, because=LATER, mistakes={"nothing": LATER})
        await says(quiet, third, "I can still speak", everybody, because=LATER)


async def is_silenced(person, because):
    """Say something, which is answered with an error, and which nobody hears."""
    await person.sends({"type": "say", "text": "but listen"}, because=because)
    await person.hears(ERROR, because=because, mistakes=TOLD)
