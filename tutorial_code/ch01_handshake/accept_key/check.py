"""Two keys get their answers: the one of the RFC, and one that is drawn anew each time."""

from base64 import b64decode, b64encode
from hashlib import sha1
from random import randbytes

from tutorial_code.story import Story

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
KEY_OF_THE_RFC = "dGhlIHNhbXBsZSBub25jZQ=="
LOOP = "A client may send several keys: receive them in a loop."


async def check(connect):
    async with Story(connect) as story:
        client = await story.person("The client", "/ws")
        for key in (KEY_OF_THE_RFC, base64(randbytes(16))):
            await client.sends(key, because=LOOP)
            await client.hears(
                base64(sha1(key.encode() + GUID).digest()),
                mistakes=mistakes(key),
                because="Append the GUID to the key, hash both with SHA-1, "
                "and write the 20 bytes of the hash in Base64.",
            )


def mistakes(key):
    """The cause of each wrong answer that people really give."""
    right = sha1(key.encode() + GUID)
    return {
        "close 1006": LOOP,
        base64(sha1(KEY_OF_THE_RFC.encode() + GUID).digest()): (
            "This is the answer to the key in the chapter. "
            "Each key has an answer of its own: compute it from what the client sent."
        ),
        key: (
            "This is the key itself. A server that only repeats what it was sent "
            "has not shown that it understood: append the GUID, hash, write in Base64."
        ),
        right.hexdigest(): (
            "This is the right hash, written in hexadecimal. The header holds it in Base64: "
            "take `digest()`, the bytes themselves, and give them to `b64encode`."
        ),
        base64(right.hexdigest().encode()): (
            "This is the Base64 of the hexadecimal digits. Take `digest()`, "
            "the bytes themselves, in place of `hexdigest()`, which is their spelling."
        ),
        base64(sha1(b64decode(key) + GUID).digest()): (
            "The key was decoded from Base64 before it was hashed. "
            "Hash the text of the key as it came; nobody needs the bytes that it spells."
        ),
        base64(sha1(key.encode()).digest()): (
            "This is the hash of the key alone. "
            "Append the GUID first: it is what a server shows that it knows."
        ),
        base64(sha1(GUID + key.encode()).digest()): (
            "The GUID was put in front of the key. It belongs behind it."
        ),
    }


def base64(data):
    return b64encode(data).decode()
