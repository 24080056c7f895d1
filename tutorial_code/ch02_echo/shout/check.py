"""Say three things that no program can know beforehand, and hear each in capital letters."""

import random

from tutorial_code.story import Story

WORDS = ["hello", "grüß dich", "good morning", "say it louder", "two 2 three", "ça va"]


async def check(connect):
    async with Story(connect) as story:
        ann = await story.person("ann", "/ws", because="`@api.route` names the path: `/ws`.")
        for word in random.sample(WORDS, 3):
            await ann.sends(word, because="Messages come in a loop, for as long as ann stays.")
            await ann.hears(
                word.upper(),
                because="To send is `await ws.send_text(...)`; "
                "the answer has to be made from the message that came.",
                mistakes={
                    word: "That is the message as it came. One message gets one answer.",
                    word.capitalize(): "`capitalize()` raises the first letter and lowers the "
                    "rest; `upper()` raises them all.",
                    "close 1006": "Messages come in a loop, for as long as ann stays.",
                },
            )
