"""Two clients speak in turn: each must hear its own numbers, from 1."""

import random

from tutorial_code.story import Story

WORDS = ["hi", "ho", "hello", "good morning", "again", "grüß dich"]


async def check(connect):
    async with Story(connect) as story:
        ann = await story.person("ann", "/ws")
        await says(ann, 1)
        await says(ann, 2)
        ben = await story.person("ben", "/ws")
        await says(
            ben,
            1,
            because="All clients share one number: "
            "a variable of the function belongs to its connection alone.",
        )
        await says(ann, 3, because="The count of one client goes on while another one comes.")
        await says(ben, 2, because="The count of one client goes on while another one speaks.")


async def says(person, number, because=""):
    word = random.choice(WORDS)
    await person.sends(word, because="Messages come in a loop, for as long as the client stays.")
    await person.hears(
        f"{number}: {word}",
        because=because or "The number comes first, then a colon and a space, then the message.",
        mistakes={
            word: "That is the message as it came, without its number.",
            f"{number - 1}: {word}": "Programs like to count from 0, and people from 1."
            if number == 1
            else "Is the number always the same?",
        },
    )
