"""``.. drawing:: drawings/frame.svg`` puts a picture into the page itself, with a caption.

There it takes the page's colours, light and dark, and its text can be found and read aloud. A
builder that draws nothing shows the picture's ``desc`` in its place.
"""

from xml.etree import ElementTree

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)

SVG = "{http://www.w3.org/2000/svg}"
TOLD = ("title", "desc")


class drawing(nodes.paragraph):  # type: ignore[misc]  # docutils has no types
    """A picture, ``svg``; as a paragraph it is its description."""


class Drawing(SphinxDirective):
    """A picture, from the page's folder; one without a title and a description is a warning."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        name, file = self.env.relfn2path(*self.arguments)
        self.env.note_dependency(name)
        try:
            with open(file, encoding="utf-8") as opened:
                svg = opened.read()
            told = [ElementTree.fromstring(svg).findtext(f"{SVG}{part}") for part in TOLD]
        except (OSError, ElementTree.ParseError) as error:
            raise self.error(f"{name} should be a picture: {error}") from None
        if not all(told):
            logger.warning("%s should have a title and a desc", name, location=self.get_location())
        description = ". ".join(str(part) for part in told if part)
        figure = nodes.figure("", drawing("", description, svg=svg.strip()), classes=["drawn"])
        if self.content:
            words = " ".join(self.content)
            caption = nodes.caption(words, "", *self.parse_inline(words)[0])
            self.set_source_info(caption)
            figure += caption
        return [figure]


def visit_html(self: HTML5Translator, node: drawing) -> None:
    """The picture itself."""
    self.body.append(f"{node['svg']}\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register it with Sphinx."""
    app.add_directive("drawing", Drawing)
    app.add_node(drawing, html=(visit_html, None))
