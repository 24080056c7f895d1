"""Beginnings of frames, of which each one shows one thing more than the one before."""

from random import choice, randbytes, randrange

from tutorial_code.story import Story


async def check(connect):
    middle = 300 + 256 * randrange(40)  # the two bytes of its length are not the same
    large = b"\x01" + randbytes(7)  # each of its eight bytes counts
    opcode, small = choice([2, 8, 9, 10]), randrange(6, 100)
    key = bytes.fromhex("37 fa 21 3d")
    async with Story(connect) as story:
        client = await story.person("The client", "/ws")
        for start, header, because in (
            (b"\x81\x05Hello", (True, 1, False, 5), TWO_BYTES),
            (b"\x81\x85" + key, (True, 1, True, 5), MASK),
            (b"\x01\x83" + key, (False, 1, True, 3), FINAL),
            (bytes([0x80 | opcode, small]), (True, opcode, False, small), NO_TABLE),
            (b"\xc1\x07", (True, 1, False, 7), RESERVED),
            (b"\x82\x7e\x01\x01", (True, 2, False, 257), MIDDLE),
            (b"\x82\xfe" + middle.to_bytes(2, "big") + key, (True, 2, True, middle), BIG),
            (b"\x80\x7f" + large + b"Hello", (True, 0, False, int.from_bytes(large, "big")), LARGE),
        ):
            await client.sends(start, because=LOOP)
            names = ("fin", "opcode", "masked", "length")
            await client.hears(
                dict(zip(names, header, strict=True)),
                because=because,
                mistakes={"close 1006": LOOP},
            )


LOOP = "A client may send several messages: receive them in a loop."
TWO_BYTES = (
    "The first bit of the first byte is fin, its last four are the opcode; "
    "the first bit of the second byte is the mask, the other seven are the length."
)
MASK = (
    "The first bit of the second byte says whether the frame is masked, "
    "and only the other seven are the length: 85 is a mask and 5."
)
FINAL = "The first bit of the first byte says whether the frame is final. Here it is 0."
NO_TABLE = "Every frame has an answer of its own: take it from the bits of its two bytes."
RESERVED = (
    "The opcode is the last four bits of the first byte. The three before them are reserved, "
    "and one of them is set here, as it is in a compressed message."
)
MIDDLE = (
    "126 in the second byte is no length. It means that the length stands in the next two bytes."
)
BIG = (
    "126 means that the length stands in the next two bytes, whether the frame is masked or not. "
    'The first byte of a number is the largest part of it on the wire: read it with `"big"`.'
)
LARGE = "127 in the second byte means that the length stands in the next eight bytes."
