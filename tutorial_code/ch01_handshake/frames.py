"""Write frames, and take them apart, as section 5.2 of RFC 6455 says."""

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA


def mask(payload, key):
    return bytes(byte ^ key[place % 4] for place, byte in enumerate(payload))


def encode(opcode, payload, key=b"", final=True):
    first = (0x80 if final else 0) | opcode
    masked = 0x80 if key else 0
    size = len(payload)
    if size < 126:
        head = bytes([first, masked | size])
    elif size < 65_536:
        head = bytes([first, masked | 126]) + size.to_bytes(2, "big")
    else:
        head = bytes([first, masked | 127]) + size.to_bytes(8, "big")
    return head + key + (mask(payload, key) if key else payload)


def split(data):
    """Cut off the first frame: its head, longer length, masking key and payload, and the rest."""
    head, rest = cut(data, 2)
    size = head[1] & 0x7F
    longer, rest = cut(rest, {126: 2, 127: 8}.get(size, 0))
    if longer:
        size = int.from_bytes(longer, "big")
    key, rest = cut(rest, 4 if head[1] & 0x80 else 0)
    payload, rest = cut(rest, size)
    return head, longer, key, payload, rest


def cut(data, size):
    if len(data) < size:
        raise ValueError(f"the frame is cut short: {size - len(data)} more bytes expected")
    return data[:size], data[size:]
