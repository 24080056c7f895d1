"""Texts of several lengths come masked, with a new key for each, and are answered in the plain."""

from random import randrange, sample

from tutorial_code.story import Story

LOOP = "A client may send several messages: receive them in a loop."


async def check(connect):
    async with Story(connect) as story:
        client = await story.person("The client", "/ws")
        key = bytes.fromhex("37 fa 21 3d")  # the example of the RFC
        await unmasks(client, "Hello", key)
        number = randrange(1000, 10_000)
        # A real key is random; here no two of its bytes may be the same, or a mistake could hide.
        for text in (f"{number} greetings", f"Grüße Nr. {number}", "¿Qué?", ""):
            await unmasks(client, text, bytes(sample(range(256), 4)))


async def unmasks(client, text, key):
    """Send a text masked, and hear it in the plain."""
    plain = text.encode()
    masked = mask(plain, key)
    mistakes = {
        "close 1006": LOOP,
        "nothing": "Each message that comes in deserves an answer, the empty one too.",
        masked.decode(errors="replace"): (
            "That is the payload with its mask still on. "
            "Exclusive or, `^` in Python, takes it off, byte by byte."
        ),
        plain[:4].decode(errors="replace"): (
            "Only the first four bytes came back. The key has four bytes and "
            "the payload has more: after four the key begins again."
        ),
        "\0\0\0\0" + text: (
            "Four zero bytes stand in front of the text: that is the key, combined with itself. "
            "The payload begins behind the key, at `data[4:]`."
        ),
        bytes(byte ^ key[0] for byte in masked).decode(errors="replace"): (
            "Only every fourth byte is right. "
            "Byte number i of the payload goes with byte number `i % 4` of the key."
        ),
        plain.decode("latin-1"): (
            "Each byte was taken for a character of its own. In UTF-8 one character may take "
            "several bytes: unmask all bytes first, then decode them at once."
        ),
        "Hello": (
            "The client sent another text this time. Compute the answer from the bytes that came."
        ),
    }
    await client.sends(key + masked, because=LOOP)
    await client.hears(
        text,
        mistakes=mistakes,
        because=f"The masking key is {key.hex(' ')}, the first four bytes; all others are payload.",
    )


def mask(payload, key):
    return bytes(byte ^ key[place % 4] for place, byte in enumerate(payload))
