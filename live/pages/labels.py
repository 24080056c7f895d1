"""Names by which other sites link into this one, beside those that Sphinx notes by itself.

Each row of the table of close codes is ``close-code-1006``, and each heading of the symptoms
``symptom-`` and its anchor. They stand in ``objects.inv``, for ``intersphinx``.
"""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.domains.std import StandardDomain


def note_labels(app: Sphinx, doctree: nodes.document) -> None:
    """Name what can be linked to on the page that was read."""
    page, domain = app.env.current_document.docname, app.env.domains.standard_domain
    for table in doctree.findall(nodes.table):
        if "codes" in table["classes"]:  # see codes.py, which gives each row its anchor
            note_codes(domain, page, table)
    if page == "symptoms":
        for section in doctree.findall(nodes.section):
            if not any(isinstance(child, nodes.section) for child in section):
                anchor, *_ = section["ids"]
                words = section.next_node(nodes.title).astext()
                domain.note_hyperlink_target(f"symptom-{anchor}", page, anchor, words)


def note_codes(domain: StandardDomain, page: str, table: nodes.table) -> None:
    """Name each row that is about one code."""
    for row in table.next_node(nodes.tbody):
        code, name = (cell.astext() for cell in row[:2])
        if code.isdigit():
            (anchor,), words = row["ids"], f"{code}, {name.lower()}"
            domain.note_hyperlink_target(f"close-code-{code}", page, anchor, words)


def setup(app: Sphinx) -> None:
    """Register it with Sphinx."""
    app.connect("doctree-read", note_labels)
