"""What Python tells a reader in the page, in the language of the page.

A message comes as a finished text. It is found again by its template in the catalogue, in which a
hole is a name in braces; what fills a hole may be such a message, too, and several sentences may
each have a template of their own.
"""

import functools
import json
import re

HOLE = re.compile(r"\{(\w+)\}")
SENTENCE = re.compile(r"(?<=\.) ")
DATA = ("'", '"', "{", "[")
"""How a hole begins that holds what a program sent: that is shown as it is."""

_messages: dict[str, str] = {}


def use(catalogue: str) -> None:
    """Translate from now on by this catalogue: JSON, each template and its translation."""
    _messages.clear()
    _messages.update(json.loads(catalogue))
    by_length.cache_clear()


def translate(text: str) -> str:
    """A message in the language in use; as it came if there is no template for it."""
    ends = [len(text), *(space.start() for space in SENTENCE.finditer(text))]
    for find in (_messages.get, fitting):  # a hole might take in the sentences before it
        for end in ends:
            if (said := find(text[:end])) is not None:
                rest = text[end + 1 :]
                return f"{said} {translate(rest)}" if rest else said
    return text


def fitting(text: str) -> str | None:
    """The translation of a message by the template that fits it, if there is one."""
    for template in by_length():
        if (found := fits(template, text)) is not None:
            return fill(_messages[template], found)
    return None


@functools.cache
def by_length() -> list[str]:
    """The templates that have a hole; those that say most come first."""
    found = [template for template in _messages if HOLE.search(template)]
    return sorted(found, key=lambda template: -len(HOLE.sub("", template)))


def fits(template: str, text: str) -> dict[str, str] | None:
    """What fills the holes of a template in this text; None if it is no such message."""
    if not all(words in text for words in HOLE.split(template)[::2]):
        return None  # most are told apart without an expression
    found = expression(template).fullmatch(text)
    return found.groupdict() if found else None


@functools.cache
def expression(template: str) -> re.Pattern[str]:
    """What the messages of a template match."""
    parts = HOLE.split(template)
    parts[::2] = map(re.escape, parts[::2])
    parts[1::2] = (f"(?P<hole_{name}>.*?)" for name in parts[1::2])
    return re.compile("".join(parts), re.DOTALL)


def fill(template: str, found: dict[str, str]) -> str:
    """A message with what its holes hold."""

    def held(hole: re.Match[str]) -> str:
        value = found.get(f"hole_{hole[1]}", hole[0])
        return value if value.startswith(DATA) else translate(value)

    return HOLE.sub(held, template)
