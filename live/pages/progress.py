"""``.. progress::`` lists all exercises; progress.mjs ticks those that the reader has solved."""

from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from live import exercises
from live.pages.exercise import anchor, title_of
from live.pages.meta import title
from live.pages.panel import pass_by


class progress(nodes.General, nodes.Element):  # type: ignore[misc]  # docutils has no types
    """All exercises in order: ``rows`` are (chapter, its exercises)."""


class Progress(SphinxDirective):
    """The list, with a link to each exercise."""

    def run(self) -> list[nodes.Node]:
        self.env.note_reread()  # a folder that is new makes a new line
        rows: dict[str, list[str]] = {}
        for name in exercises.exercises():
            rows.setdefault(name.partition("/")[0], []).append(name)
        return [progress("", rows=list(rows.items()))]


def visit_html(self: HTML5Translator, node: progress) -> None:
    """A list of chapters, each with its exercises."""
    builder = self.builder
    self.body.append('<div class="live-progress">\n<ul>\n')
    for chapter, names in node["rows"]:
        items = " ".join(
            item(name, address(builder, builder.current_docname, name)) for name in names
        )
        words = escape(title(builder.env, chapter))
        self.body.append(f"<li><span>{words}</span> <ul>{items}</ul></li>\n")
    self.body.append("</ul>\n</div>\n")


def item(name: str, uri: str) -> str:
    """A line of the list."""
    link = f'<a href="{escape(uri)}">{escape(title_of(name))}</a>'
    return f'<li data-exercise="{escape(name)}">{link}</li>'


def address(builder: Builder, page: str, name: str) -> str:
    """Where an exercise stands, seen from a page."""
    return f"{builder.get_relative_uri(page, name.partition('/')[0])}#{anchor(name)}"


def setup(app: Sphinx) -> None:
    """Register it with Sphinx."""
    app.add_directive("progress", Progress)
    app.add_node(progress, html=(visit_html, pass_by), text=(pass_by, pass_by))
