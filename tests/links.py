"""Where the pages' links lead: in the site it is looked up, others are asked: ``make links``."""

import json
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.chapters import ROOT

ADDRESSES = {"href", "src", "action", "poster"}


class Parts(HTMLParser):
    """What a page can be linked to by, and what it links to, as it is written."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.addresses: set[str] = set()
        self.feed(file.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" or (name == "name" and tag == "a"):
                self.ids.add(value or "")
            elif name in ADDRESSES:
                self.addresses.add(value or "")


def broken(site: Path) -> Iterator[str]:
    """Each address in the site's pages that leads nowhere inside it, as "page: address"."""
    files = [
        file
        for file in site.rglob("*.html")
        if not {"_static", "_downloads"} & set(file.relative_to(site).parts)  # no pages of ours
    ]
    pages = {file.resolve(): Parts(file) for file in files}
    for file, page in pages.items():
        for address in sorted(page.addresses):
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            other, place = pages.get(target), unquote(parts.fragment)
            if not target.is_file() or (place and other and place not in other.ids):
                yield f"{file.relative_to(site.resolve())}: {address}"


def main() -> int:
    """Ask every other site that the pages link to; 1 if one does not answer as it should."""
    out = ROOT / "build" / "links"
    command = ["-m", "sphinx", "-b", "linkcheck", "-Q", "-j", "auto", "-c", "."]
    command += ["-d", "build/doctrees", "docs", str(out)]  # which `make docs` has read already
    subprocess.run([sys.executable, *command], cwd=ROOT)
    lines = (out / "output.json").read_text("utf-8").splitlines()
    asked = [link for link in map(json.loads, lines) if urlsplit(link["uri"]).netloc]
    return tell([link for link in asked if link["status"] in {"broken", "timeout", "working"}])


def tell(asked: list[dict[str, str]]) -> int:
    """Print what linkcheck found of each link that it asked."""
    bad = [link for link in asked if link["status"] != "working"]
    if asked and len(bad) == len(asked):
        print(
            f"None of {len(asked)} addresses answered, so nothing is known of them: "
            f"this machine has no network, it seems. {bad[0]['uri']}: {bad[0]['info']}"
        )
        return 1
    for link in bad:
        print(f"docs/{link['filename']}:{link['lineno']}: {link['uri']}: {link['info']}")
    print(f"{len(asked) - len(bad)} of {len(asked)} addresses answered")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
