"""A table of close codes can be searched: each row is a place, and an entry of the index."""

from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform


class Codes(SphinxTransform):
    """Give each row of a table of the class ``codes`` an id and an entry: its first two cells."""

    default_priority = 500  # before Sphinx collects the entries

    def apply(self, **_: Any) -> None:
        for table in list(self.document.findall(nodes.table)):
            if "codes" not in table["classes"]:
                continue
            entries = []
            for row in (row for body in table.findall(nodes.tbody) for row in body):
                code, name = (cell.astext() for cell in row[:2])
                place = nodes.make_id(f"code {code}")
                row["ids"] = [place]
                entries.append(("single", f"{code}, {name}", place, "main", None))
            table.parent.insert(table.parent.index(table), addnodes.index(entries=entries))


def setup(app: Sphinx) -> None:
    """Register it with Sphinx."""
    app.add_transform(Codes)
