"""Compute the answer to a client's key, as section 4.2.2 of RFC 6455 says."""

from base64 import b64encode
from hashlib import sha1

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def accept_key(key):
    return b64encode(sha1((key + GUID).encode()).digest()).decode()
