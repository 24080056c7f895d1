"""What the pages hold: the chapters, their blocks of code, and where each stands."""

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
TUTORIAL = ROOT / "tutorial_code"
PAGES = sorted([*DOCS.rglob("*.rst"), *DOCS.rglob("*.md"), *ROOT.glob("*.md")])
CHAPTERS = sorted(page.stem for page in DOCS.glob("ch*.rst"))

BLOCK = re.compile(
    r"^(?P<indent> *)\.\. (?P<name>[\w-]+):: *(?P<argument>[^\n]*)\n"
    r"(?P<body>(?:(?P=indent) +[^\n]*\n|\s*\n)*)",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Block:
    """A directive of a page: ``.. name:: argument`` with its body, options included."""

    page: str
    line: int
    name: str
    argument: str
    body: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def blocks(*names: str) -> list[Block]:
    """All directives with these names, in all reStructuredText pages."""
    found = []
    for page in PAGES:
        if page.suffix == ".rst":
            text = page.read_text(encoding="utf-8")
            found += [
                Block(
                    page.relative_to(ROOT).as_posix(),
                    text.count("\n", 0, match.start()) + 1,
                    match["name"],
                    match["argument"].strip(),
                    textwrap.dedent(match["body"]).strip("\n"),
                )
                for match in BLOCK.finditer(text)
                if match["name"] in names
            ]
    return found


def count(chapter: str, name: str) -> int:
    """How many directives of a name a chapter holds."""
    return sum(block.page == f"docs/{chapter}.rst" for block in blocks(name))
