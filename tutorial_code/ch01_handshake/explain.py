"""Explain frames byte by byte: name their bytes in hex, or pipe them in."""

import sys

from tutorial_code.ch01_handshake.frames import CLOSE, mask, split

NAMES = {0: "continuation", 1: "text", 2: "binary", 8: "close", 9: "ping", 10: "pong"}


def explain(data):
    """Pair the bytes of each frame with their meaning."""
    while data:
        (first, second), longer, key, payload, data = split(data)
        kind = NAMES.get(first & 0x0F, "an opcode that does not exist")
        reserved = ", reserved bits are set" if first & 0x70 else ""
        yield bytes([first]), f"{kind}, {'final' if first & 0x80 else 'more follows'}{reserved}"

        size = f"length in the next {len(longer)} bytes" if longer else f"{len(payload)} bytes"
        yield bytes([second]), f"{'masked' if second & 0x80 else 'not masked'}, {size}"
        yield longer, f"{len(payload)} bytes"
        yield key, "masking key"

        plain = mask(payload, key) if key else payload
        code = f" (code {int.from_bytes(plain[:2], 'big')})" if first & 0x0F == CLOSE else ""
        yield payload, f"payload: {plain!r}{code}"


def show(data):
    """Print a line for each field that is there."""
    for field, meaning in explain(data):
        if field:
            shown = field.hex(" ") if len(field) <= 8 else f"{field[:7].hex(' ')} …"
            print(f"{shown:<23}  {meaning}")


if __name__ == "__main__":
    try:
        hexadecimal = "".join(sys.argv[1:])
        show(bytes.fromhex(hexadecimal) if hexadecimal else sys.stdin.buffer.read())
    except ValueError as error:
        sys.exit(f"This is no whole frame: {error}")
