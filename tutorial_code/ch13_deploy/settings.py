"""The settings of the room, read from its environment; what is wrong is told in one line."""

import math
import re
from dataclasses import dataclass

ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d+)?|https?://\[[0-9a-f:]+\](:\d+)?")


@dataclass
class Settings:
    """What each variable means stands on the page about the room's protocol."""

    host: str
    port: int
    redis_url: str  # empty: the log is kept in this process
    origins: frozenset[str]  # empty: its own
    rate: float  # messages a second
    max_size: int  # bytes of a message
    guests: bool

    def ours(self, port):
        """The origins of the pages that may connect; ``port`` is the one found for a PORT of 0."""
        hosts = (self.host, "127.0.0.1", "localhost")
        return self.origins or {origin(host, self.port or port) for host in hosts}


def origin(host, port):
    """The origin of a page that is served there, as a browser writes it."""
    host = f"[{host}]" if ":" in host else host
    return f"http://{host}" if port == 80 else f"http://{host}:{port}"


def whole(least, most):
    """A function that reads a whole number between two others, both included."""

    def number(text):
        if re.fullmatch(r"\d{1,10}", text, re.ASCII) and least <= int(text) <= most:
            return int(text)
        raise ValueError(f"a whole number from {least} to {most}")

    return number


def rate(text):
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if 0 < number < math.inf:
        return number
    raise ValueError("a number of messages a second, more than 0, such as 5 or 0.5")


def origins(text):
    found = [part.strip() for part in text.split(",")]
    if text and not all(ORIGIN.fullmatch(part) for part in found):
        raise ValueError("origins with commas between them, such as https://chat.example")
    return frozenset(filter(None, found))


def address(text):
    if text and not re.match(r"(rediss?|unix)://.", text):
        raise ValueError("an address such as redis://127.0.0.1:6379/0")
    return text


def switch(text):
    if text not in ("0", "1"):
        raise ValueError("0 or 1")
    return text == "1"


READ = {  # how each is read, and what it is if nobody says
    "HOST": (str, "127.0.0.1"),
    "PORT": (whole(0, 65_535), "5042"),
    "REDIS_URL": (address, ""),
    "ORIGINS": (origins, ""),
    "RATE": (rate, "5"),
    "MAX_SIZE": (whole(1, 16 * 1024 * 1024), "65536"),
    "GUESTS": (switch, "0"),
}


def read(environ):
    """The settings that an environment gives; SystemExit, in one line, if one of them is wrong."""
    found = {}
    for name, (reader, default) in READ.items():
        text = environ.get(name, "").strip() or default
        try:
            found[name.lower()] = reader(text)
        except ValueError as error:
            raise SystemExit(f"{name}={text!r} is wrong: expected {error}") from None
    return Settings(**found)
