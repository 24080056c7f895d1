"""What a log has to hold about sockets, and what it must not."""

import logging
import re
from contextlib import contextmanager

from tutorial_code.ch04_formats.step7_strict import is_news

SECRET = re.compile(r"([?&]ticket=)[^&\s]+")
log = logging.getLogger("uvicorn.error")  # the server writes its own lines there


def hide_secrets(record):
    """Take the secrets out of the addresses that a line of the log names."""
    if isinstance(record.args, tuple):
        record.args = tuple(
            SECRET.sub(r"\1…", arg) if isinstance(arg, str) else arg for arg in record.args
        )
    return True


for name in "uvicorn.error", "uvicorn.access":
    logging.getLogger(name).addFilter(hide_secrets)
log.addFilter(is_news)  # one line about bytes that are not UTF-8 is enough


def note(what, ws, user=None):
    """Write one line about a connection: who, from where, from which page; never what was said.

    Names and headers come from strangers: %r keeps a line break in one of them from looking like
    a line of the log.
    """
    origin = ws.headers.get("Origin")
    peer = getattr(ws.client, "host", "someone")
    log.info("chat: %s, user %r from %s, page %r", what, user, peer, origin)


@contextmanager
def noted(ws, user):
    """Note that a user comes and that it goes."""
    note("came", ws, user)
    try:
        yield
    finally:
        note("left", ws, user)
