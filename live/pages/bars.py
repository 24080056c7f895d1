"""``.. bars::`` is a ``csv-table`` in which each number of the second column has a bar beside it.

The bars follow the theme's colours; who listens to the page hears the numbers alone.
"""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.directives.patches import CSVTable

BAR = (
    '<svg aria-hidden="true" viewBox="0 0 100 1" preserveAspectRatio="none">'
    '<rect width="{:.1f}" height="1"/></svg>'
)


class Bars(CSVTable):
    """A table of a file, with bars; the longest is as wide as its column."""

    def run(self) -> list[nodes.Node]:
        self.options.setdefault("header-rows", 1)
        self.options.setdefault("class", []).append("bars")
        found: list[nodes.Node] = super().run()
        bodies = [body for table in found for body in table.findall(nodes.tbody)]
        cells = [row[1] for body in bodies for row in body]
        numbers = [self.number(cell.astext()) for cell in cells]
        for cell, number in zip(cells, numbers, strict=True):
            bar = BAR.format(100 * number / (max(numbers) or 1))
            cell += nodes.raw("", bar, format="html")
        return found

    def number(self, text: str) -> float:
        """The number in a cell; an error of the directive if it is none."""
        try:
            return float(text.replace(",", ""))
        except ValueError:
            raise self.error(f"expected a number for the bar, came {text!r}") from None


def setup(app: Sphinx) -> None:
    """Register it with Sphinx."""
    app.add_directive("bars", Bars)
