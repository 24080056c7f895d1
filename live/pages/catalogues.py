"""Languages: what there is to translate, and the translations, as gettext catalogues.

Sphinx has a catalogue for each page. Two more stand beside them: ``panel``, the words of the panel
and of the directives, and ``checks``, the messages that readers get from Python in the page.
"""

import json
from collections.abc import Callable
from gettext import c2py
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.locale import get_translation, get_translator, init, translators
from sphinx.transforms import SphinxTransform
from sphinx.util.i18n import CatalogInfo, CatalogRepository

from live.pages import templates

ROOT = Path(__file__).parents[2]
PANEL, CHECKS = "panel", "checks"
SOURCES: dict[str, dict[str, str | Callable[..., Any]]] = {
    PANEL: {
        "live/browser/*.mjs": "javascript",
        "live/browser/start.js": "javascript",
        "live/pages/*.py": "python",
    },
    CHECKS: {
        "tutorial_code/story.py": templates.extract,
        "tutorial_code/*/*/check.py": templates.extract,
        "tutorial_code/*/*/judge.py": templates.extract,
        "live/exercises.py": templates.extract,
        "live/in_page/explain.py": templates.extract,
        "live/in_page/page.py": templates.extract,
    },
}
"""The files that the messages of a catalogue stand in, and what finds them there."""

COUNTS = 200
"""Numbers whose plural form a page is told; of a larger one the last two digits decide."""

gettext = get_translation(PANEL)
"""A word of the directives in the language of the build."""


def ngettext(one: str, many: str, count: int) -> str:
    """Words about a number, which stands in them as ``{count}``."""
    return get_translator(PANEL).ngettext(one, many, count).format(count=count)


def sources(domain: str) -> Catalog:
    """A catalogue of what stands in the sources, without translations."""
    catalogue = Catalog(project="WebSockets with Responder", fuzzy=False)
    for pattern, method in SOURCES[domain].items():
        for file in sorted(ROOT.glob(pattern)):
            for line, message, comments, _ in extract_from_file(method, file):
                place = (file.relative_to(ROOT).as_posix(), line)
                catalogue.add(message, locations=[place], auto_comments=comments)
    return catalogue


def write_sources(app: Sphinx, error: Exception | None) -> None:
    """Write both beside the catalogues of the pages, as the gettext builder does."""
    if app.builder.name == "gettext":
        for domain in SOURCES:
            with (Path(app.outdir) / f"{domain}.pot").open("wb") as file:
                write_po(file, sources(domain))


def catalogue(app: Sphinx, domain: str) -> CatalogInfo | None:
    """A catalogue in the language of the build; None if the site is in English."""
    config = app.config
    found = CatalogRepository(app.srcdir, config.locale_dirs, config.language, "utf-8").catalogs
    return next((info for info in found if info.domain == domain), None)


def translations(app: Sphinx, domain: str) -> dict[str, Any] | None:
    """What a catalogue says for each text in English; None if the site is in English.

    What is not translated yet stands for itself, so that no text is taken for a more general one.
    """
    if not (found := catalogue(app, domain)):
        return None
    with open(found.po_path, "rb") as file:
        read = read_po(file, app.config.language)
    messages = {}
    for message in read:
        if message.id:
            source, *_ = [message.id] if isinstance(message.id, str) else message.id
            said = [message.string] if isinstance(message.string, str) else message.string or [""]
            messages[source] = message.string if all(said) and not message.fuzzy else source
    plural = c2py(read.plural_expr)
    return {"messages": messages, "forms": "".join(str(plural(n)) for n in range(COUNTS))}


def use_words(app: Sphinx) -> None:
    """Let the directives speak the language of this build, and of no other in this process."""
    translators.pop(("general", PANEL), None)
    found = catalogue(app, PANEL)
    if found and found.is_outdated():
        found.write_mo(app.config.language)
    folders = [Path(app.srcdir) / folder for folder in app.config.locale_dirs]
    init(folders, app.config.language, PANEL)
    app.live_words = translations(app, PANEL)  # type: ignore[attr-defined]


def words(app: Sphinx) -> dict[str, Any] | None:
    """The words of the panel in the language of this build; None if it is in English."""
    return app.live_words  # type: ignore[attr-defined,no-any-return]


def write_checks(app: Sphinx) -> None:
    """Write the messages of the checks where the page's worker fetches them."""
    if app.builder.format == "html" and words(app):
        found = translations(app, CHECKS) or {"messages": {}}
        file = Path(app.outdir) / "_static" / "live" / "checks.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(found["messages"], ensure_ascii=False), "utf-8")


class Pictures(SphinxTransform):
    """A paragraph that is a picture has nothing to translate but the picture's description."""

    default_priority = 5  # before Sphinx translates

    def apply(self, **options: Any) -> None:
        """Say so."""
        for paragraph in self.document.findall(nodes.paragraph):
            if all(isinstance(child, nodes.image) for child in paragraph.children):
                paragraph["translatable"] = False


def setup(app: Sphinx) -> None:
    """Register it with Sphinx."""
    app.add_transform(Pictures)
    app.connect("builder-inited", use_words)
    app.connect("builder-inited", write_checks)
    app.connect("build-finished", write_sources)
