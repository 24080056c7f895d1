"""The style sheets of a page as two files: the theme's, which all pages share, and the panels'.

A browser asks for each sheet, and paints nothing before it has all.
"""

import hashlib
import re
from pathlib import Path

LINK = re.compile(
    r'<link rel="stylesheet"(?![^>]* media=)[^>]* href="(?P<static>(?:\.\./)*_static/)'
    r'(?P<name>[^"?]*)[^>]*>\s*'
)
PARTS = re.compile(r"/\* (?P<names>.*) \*/\n")
NOTES = re.compile(r'/\*# sourceMappingURL=.*?\*/|@charset "[^"]*";')
ADDRESS = re.compile(r"url\((?![\"']?(?:data|https?|/|#))([\"']?)")


def merge(html: str, page: Path) -> str:
    """The page with links to merged sheets, and these written beside the sheets they hold."""
    found = list(LINK.finditer(html))
    links = ""
    for live in (False, True):
        names = [link["name"] for link in found if link["name"].startswith("live/") == live]
        if names:
            [static] = {link["static"] for link in found}
            # The name tells which sheets, so that what is written again has the same address.
            name = f"styles-{digest(' '.join(names))}.css"
            text = write(page.parent / static / name, names)
            links += f'<link rel="stylesheet" href="{static}{name}?v={digest(text)}">\n'
    rest = iter([links])
    return LINK.sub(lambda link: next(rest, ""), html)


def write(file: Path, names: list[str]) -> str:
    """Write a merged file, which begins with the names of its sheets; its text."""
    sheets = []
    for name in names:
        sheet = NOTES.sub("", (file.parent / name).read_text("utf-8"))
        folder = "".join(f"{part}/" for part in Path(name).parent.parts)
        sheets.append(ADDRESS.sub(rf"url(\1{folder}", sheet))
    text = "\n".join([f"/* {' '.join(names)} */", *sheets])
    file.write_text(text, "utf-8")
    return text


def write_again(static: Path) -> None:
    """Bring merged files up to date: a sheet may have changed when no page has."""
    for file in static.glob("styles-*.css"):
        if parts := PARTS.match(file.read_text("utf-8")):
            write(file, parts["names"].split())


def digest(text: str) -> str:
    """A short name for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]
