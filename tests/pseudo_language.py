"""A language that nobody speaks, made of the catalogues: ``[Ééčĥöö šéérṽéér]`` is "Echo server".

Its texts are longer by a third and stand in brackets, so that one sees what was not translated, and
what is cut. Markup, code and the holes of templates stay as they are, as a translator leaves them.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from babel.messages.pofile import read_po, write_po

from tests.processes import ROOT

LANGUAGE = "en_XA"
"""What Unicode calls English with accents."""

ACCENTS = str.maketrans(
    "abcdefghijklmnoprstuvwyzABCDEFGHIJKLMNOPRSTUVWYZ",
    "ąƀčđéƒǧĥíĵķłɱñöƥřšťúṽŵýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞŔŠŢÛṼŴÝŽ",
)
VOWEL = re.compile(r"[aeiou]")
LINK = re.compile(
    r"(?P<head>(?<!`)(?::[\w:+]+:)?`(?!`))(?P<title>[^`<]+)(?P<tail> <[^`>]+>`_{0,2})"
)
TERM = re.compile(r"(?<!`):term:`([^`<]+)`")
KEPT = re.compile(
    r"""(``.+?``(?!`)         # code
    | (?::[\w:+]+:)?`[^`]+`_{0,2}  # a role, code of Markdown, a reference
    | </?[a-z]+(?:[ ][^<>]*)?>  # an element of HTML
    | %\(\w+\)s            # a hole of a template
    | \{\w+\}                 # a hole
    | \]\([^)]+\)             # where a link of Markdown leads
    | <?https?://[^\s>]+>?
    | &\w+; | \\. | \|\w+\|
    | \[\S+?\]_
    )""",
    re.VERBOSE | re.DOTALL,
)


def pseudo(text: str) -> str:
    """A text in the language; one without words is the same in every language."""
    head, text, tail = re.fullmatch(r"(\s*)(.*?)((?:::)?\s*)", text, re.DOTALL).groups()  # type: ignore[union-attr]
    text = TERM.sub(r":term:`\1 <\1>`", text)
    said = LINK.sub(lambda link: f"{link['head']}{accented(link['title'])}{link['tail']}", text)
    said = "".join(
        part if index % 2 else accented(part) for index, part in enumerate(KEPT.split(said))
    )
    return f"{head}[{said}]{tail}" if said != text else f"{head}{text}{tail}"


def accented(text: str) -> str:
    """Words with accents, and each vowel twice."""
    return VOWEL.sub(r"\g<0>\g<0>", text).translate(ACCENTS)


def translate(folder: Path) -> None:
    """Translate each catalogue of a folder, whatever has been translated."""
    for file in sorted(folder.glob("*.po")):
        with file.open("rb") as source:
            catalogue = read_po(source)
        for message in catalogue:
            if isinstance(message.id, str):
                message.string = pseudo(message.id) if message.id else message.string
            else:
                message.string = tuple(map(pseudo, message.id))
        with file.open("wb") as target:
            write_po(target, catalogue, width=0)


def build(docs: Path, target: Path) -> Path:
    """A site in the language, from its pages; made as CONTRIBUTING says, and where it is."""
    sphinx = [sys.executable, "-m", "sphinx", "-n", "-W", "--keep-going", "-q", "-c", str(ROOT)]
    catalogues, locale = target / "gettext", target / "locale"
    run(*sphinx, "-b", "gettext", docs, catalogues)
    intl = Path(sys.executable).with_name("sphinx-intl")
    run(intl, "update", "-p", catalogues, "-d", locale, "-l", LANGUAGE)
    translate(locale / LANGUAGE / "LC_MESSAGES")
    site = target / "html"
    run(*sphinx, "-D", f"locale_dirs={locale}", docs, site, SITE_LANGUAGE=LANGUAGE)
    return site


def run(*command: str | Path, **environ: str) -> None:
    """Run a program; what it says is the message if it fails."""
    done = subprocess.run(
        [*map(str, command)], env=os.environ | environ, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
