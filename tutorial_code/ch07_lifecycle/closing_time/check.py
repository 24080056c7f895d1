"""One member speaks all the time, another only listens, a third is alone and silent."""

import asyncio
import random
from contextlib import suppress

from websockets.exceptions import ConnectionClosed

from tutorial_code.ch06_hooks.sign_in.check import comes, said, says, setting
from tutorial_code.story import Like, Story

TOO_LONG = (
    "The check has set `IDLE` to less than a second: read it whenever you start the time, "
    "and start it when somebody comes."
)
LISTENS = "Who only listens is silent, too: what a member hears does not start its time anew."
ANEW = "Each message starts the time anew, and does not end it."
ENDS = {
    "close 1001": "1001 is what Responder makes of a `TimeoutError` that nobody catches: "
    "catch it, and close with a code of your own.",
    "close 1006": "A handler that returns ends its connection without a close frame: "
    "close with 4000 first.",
}


async def check(connect, program):
    setting(program, "IDLE")
    program.IDLE = random.choice([0.36, 0.4, 0.44])
    speaker, listener, loner = random.sample(["ben", "cleo", "dora"], 3)
    async with Story(connect) as story:
        story.told.append(f"IDLE is {program.IDLE} seconds")
        alone = await comes(story, loner, [loner], path="/chat/red")
        speaks = await comes(story, speaker, [speaker])
        await says(speaks, speaker, "hello", [speaks])
        here, missed = sorted([speaker, listener]), [said(speaker, "hello")]
        listens = await comes(story, listener, here, speaks, missed=missed)

        story.told.append(f"{speaks.name} spoke all the time, {listens.name} listened")
        speaking = asyncio.create_task(keeps_speaking(speaks, program.IDLE / 8))
        try:
            await alone.is_closed(4000, "idle", because=TOO_LONG, mistakes=ENDS)
            await listens_for(listens, 2 * program.IDLE)
            await listens.is_closed(4000, "idle", because=LISTENS, mistakes=ENDS)
        finally:
            speaking.cancel()
        await hears_of_it(speaks, listener)
        await listens_for(speaks, 2 * program.IDLE)
        await speaks.is_closed(4000, "idle", because=ANEW, mistakes=ENDS)


async def keeps_speaking(person, pause):
    with suppress(ConnectionClosed):
        while True:
            await person.ws.send('{"type": "say", "text": "and another thing"}')
            await asyncio.sleep(pause)


async def listens_for(person, seconds):
    """Hear whatever comes, until the connection ends or the time is over."""
    with suppress(ConnectionClosed, TimeoutError):
        async with asyncio.timeout(seconds):
            while True:
                await person.ws.recv()


async def hears_of_it(person, name):
    """Hear one's own words, and among them that somebody has left."""
    left = {"type": "left", "name": name}
    words = Like(
        f"its own words, and among them that {name} has left",
        lambda message: message == left or message.get("type") == "said",
    )
    with person.story.in_short(f"{person.name} heard that {name} left"):
        while left != await person.hears(
            words,
            because="The others are told that somebody left.",
            mistakes={
                "close 4000": f"{person.name} spoke all the time, and was sent home: "
                "each message starts the time anew."
            },
        ):
            pass
