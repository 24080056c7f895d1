"""What Sphinx needs to know of this tutorial: directives, and pages that admit their errors."""

import json
import logging
import os
from collections.abc import Iterable
from copy import copy
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging as sphinx_logging
from sphinx.util.docutils import SphinxRole
from sphinx.util.typing import ExtensionMetadata

from live.pages import (
    bars,
    catalogues,
    codes,
    downloads,
    drawing,
    duration,
    exercise,
    finish,
    kept,
    labels,
    meta,
    panel,
    path,
    plain,
    prediction,
    site_files,
    snippet,
    text,
)

logger = sphinx_logging.getLogger(__name__)
TESTS = Path(__file__).parents[2] / "tests"


class Proof(SphinxRole):
    """``:proof:`test_ch02_echo.py::test_any_text_comes_back``` names the test of a claim.

    A test that does not exist is a warning, and so fails the build.
    """

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        file, _, name = self.text.partition("::")
        path = TESTS / file
        self.env.note_dependency(path)
        if not (path.is_file() and f"def {name}(" in path.read_text(encoding="utf-8")):
            logger.warning("there is no test %s", self.text, location=self.get_location())
        return [nodes.literal(self.rawtext, self.text, classes=["proof"])], []


class Warnings(logging.Handler):
    """Remembers which page each warning of this build belongs to."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__(logging.WARNING)
        self.app = app
        self.of_page: dict[str, list[str]] = {}
        self.translate = sphinx_logging.WarningLogRecordTranslator(app).filter

    def emit(self, record: logging.LogRecord) -> None:
        env = getattr(self.app, "env", None)
        if env is None or getattr(record, "seen", False):
            return  # no page is read yet, or Sphinx hands out again what it had held back
        record.seen = True
        located: Any = copy(record)
        self.translate(located)  # the place, which may be a node or a page's name, as "file:line"
        source, _, line = str(getattr(located, "location", "") or "").rpartition(":")
        # An included file is no page: its mistakes are those of the page that is being read. Where
        # another process reads, that is not known here before all are read: see warnings_of.
        page = env.path2doc(source) or env.current_document.docname or os.path.realpath(source)
        text = f"{os.path.relpath(source or '?')}:{line}: {logging.LogRecord.getMessage(record)}"
        self.of_page.setdefault(page, []).append(text)


def remember(app: Sphinx, error: Exception | None) -> None:
    """Write down which pages warned, for the next build."""
    failed_pages(app).write_text(json.dumps(sorted(warnings_of(app))), encoding="utf-8")


def read_again(app: Sphinx, env: BuildEnvironment, *changes: set[str]) -> Iterable[str]:
    """Name the pages that warned last time.

    Without this a rebuild of an unchanged broken page would read nothing, warn of nothing, and
    report success.
    """
    file = failed_pages(app)
    failed = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    return [page for page in failed if page in env.found_docs]


def show_on_page(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Put a page's warnings at its top: ``-W`` rejects the page, but its file is written."""
    if texts := warnings_of(app).get(page):
        items = "".join(f"<li><code>{escape(text)}</code></li>" for text in texts)
        context["body"] = (
            '<div class="admonition error build-error" role="alert">'
            '<p class="admonition-title">This page did not build</p>'
            f"<ul>{items}</ul></div>{context.get('body', '')}"
        )


def failed_pages(app: Sphinx) -> Path:
    """Where a build leaves the names of the pages that warned, for the next build."""
    return Path(app.doctreedir) / "failed_pages.json"


def warnings_of(app: Sphinx) -> dict[str, list[str]]:
    """The warnings of this build so far, by page; those of a file are those of who includes it."""
    found: dict[str, list[str]] = {}
    for place, texts in app.live_warnings.of_page.items():  # type: ignore[attr-defined]
        for page in pages_with(app, place) if os.path.isabs(place) else [place]:
            found.setdefault(page, []).extend(texts)
    return found


def pages_with(app: Sphinx, file: str) -> list[str]:
    """The pages that depend on a file."""
    return [
        page
        for page, others in app.env.dependencies.items()
        if any(os.path.realpath(app.srcdir / other) == file for other in others)
    ]


def listen(app: Sphinx) -> None:
    """Listen to the warnings of this build."""
    app.live_warnings = Warnings(app)  # type: ignore[attr-defined]
    logging.getLogger("sphinx").addHandler(app.live_warnings)  # type: ignore[attr-defined]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register all of it with Sphinx."""
    listen(app)
    for part in (catalogues, panel, snippet, exercise, prediction, duration, path, bars, codes):
        part.setup(app)
    for part in (drawing, plain, meta, labels, text, downloads, site_files, finish, kept):
        part.setup(app)
    app.add_role("proof", Proof())
    app.connect("env-get-outdated", read_again)
    app.connect("html-page-context", show_on_page)
    app.connect("build-finished", remember)
    return {"env_version": 3, "parallel_read_safe": True, "parallel_write_safe": True}
