"""``.. progress::`` lists all exercises; progress.mjs ticks those that the reader has solved."""

from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from live import exercises
from live.pages.exercise import anchor, title_of
from live.pages.panel import pass_by


class progress(nodes.General, nodes.Element):  # type: ignore[misc]  # docutils has no types
    """All exercises in order: ``rows`` are (chapter's title, [(name, title, address)])."""


class Progress(SphinxDirective):
    """The list, with a link to each exercise."""

    def run(self) -> list[nodes.Node]:
        self.env.note_reread()  # a folder that is new makes a new line
        rows: dict[str, list[tuple[str, str, str]]] = {}
        for name in exercises.exercises():
            chapter = name.partition("/")[0]
            uri = self.env.app.builder.get_relative_uri(self.env.docname, chapter)
            row = (name, title_of(name), f"{uri}#{anchor(name)}")
            rows.setdefault(chapter, []).append(row)
        return [progress("", rows=list(rows.items()))]


def visit_html(self: HTML5Translator, node: progress) -> None:
    """A list of chapters, each with its exercises."""
    titles = self.builder.env.titles
    self.body.append('<div class="live-progress">\n<ul>\n')
    for chapter, exercises_ in node["rows"]:
        title = titles[chapter].astext() if chapter in titles else chapter
        items = " ".join(
            f'<li data-exercise="{escape(name)}"><a href="{escape(uri)}">{escape(text)}</a></li>'
            for name, text, uri in exercises_
        )
        self.body.append(f"<li><span>{escape(title)}</span> <ul>{items}</ul></li>\n")
    self.body.append("</ul>\n</div>\n")


def setup(app: Sphinx) -> None:
    """Register it with Sphinx."""
    app.add_directive("progress", Progress)
    app.add_node(progress, html=(visit_html, pass_by), text=(pass_by, pass_by))
