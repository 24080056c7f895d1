"""One member says too much in two rooms, another speaks on, and a third waits its time."""

import asyncio
import random

from tutorial_code.ch06_hooks.sign_in.check import comes, says, setting
from tutorial_code.story import Like, Story

ERROR = Like(
    'an object {"type": "error", ...}',
    lambda message: isinstance(message, dict) and message.get("type") == "error",
)
ALLOWED = "{} is allowed as many as `BURST` says, and the check has changed it."
SHARED = "Two connections of one member share one allowance: keep it by name, outside of the room."
SILENT = "A message that is thrown away in silence looks like a broken room: tell the member."
OTHERS = "It was somebody else who said too much: each member has an allowance of its own."
ALONE = "The error is for who was too fast, and for nobody else."
AGAIN = "After `PAUSE` seconds one more message is allowed."
PATIENT = "This room is patient: the connection stays open, and what is too much gets an error."
EVERY = "Each message counts, of whatever type."


async def check(connect, program):
    for name in ("BURST", "PAUSE"):
        setting(program, name)
    program.BURST, program.PAUSE = random.randint(3, 6), 60
    name, friend, third = random.sample(["ben", "cleo", "dora"], 3)
    async with Story(connect) as story:
        story.told.append(f"BURST is {program.BURST}, and PAUSE {program.PAUSE} seconds")
        flood = await comes(story, name, [name])
        other = await comes(story, friend, sorted([name, friend]), flood)
        red = await comes(story, name, [name], path="/chat/red")
        red.name = f"{flood.name} in the red room"
        with story.in_short(f"{flood.name} said {program.BURST} messages at once"):
            many = ALLOWED.format(flood.name)
            for number in range(program.BURST):
                await says(flood, name, f"buy {number}", [flood, other], because=many)
        sent = {"type": "say", "text": "and more"}
        wrong = {
            "nothing": SILENT,
            "close 4429": PATIENT,
            "close 1008": PATIENT,
            "close 1011": "The program raised an exception: its log has the traceback.",
        }
        for person, because in (flood, many), (red, SHARED):
            await person.sends(sent)
            await person.hears(ERROR, because=because, mistakes=wrong)
        await flood.sends({"type": "nonsense"})
        await flood.hears(ERROR, because=EVERY)
        await other.hears_nothing(because=ALONE)
        await says(other, friend, "I hear you", [other, flood], because=OTHERS)

        program.PAUSE = 0.25  # seconds
        story.told.append(f"PAUSE is {program.PAUSE} seconds")
        green = await comes(story, third, [third], path="/chat/green")
        with story.in_short(f"{green.name} spoke until it was too much"):
            heard = {}
            while heard.get("type") != "error":
                await green.sends(sent)
                heard = await green.hears(
                    Like("its own words or an error", lambda message: isinstance(message, dict))
                )
        await asyncio.sleep(1.5 * program.PAUSE)
        story.told.append(f"{green.name} waited for one and a half of it")
        await says(green, third, "now", [green], because=AGAIN)
