"""Names by which other sites link into this one, beside those that Sphinx notes by itself.

Each row of the table of close codes is ``close-code-1006``, and each heading of the symptoms
``symptom-`` and its anchor. They stand in ``objects.inv``, for ``intersphinx``.
"""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.domains.std import StandardDomain


def note_labels(app: Sphinx, doctree: nodes.document) -> None:
    """Name what can be linked to on the page that was read."""
    page = app.env.current_document.docname
    domain = app.env.domains.standard_domain
    if page == "close_codes":
        note_codes(domain, page, doctree)
    elif page == "symptoms":
        for section in doctree.findall(nodes.section):
            if not any(isinstance(child, nodes.section) for child in section):
                [anchor] = section["ids"]
                title = section.next_node(nodes.title)
                domain.note_hyperlink_target(f"symptom-{anchor}", page, anchor, title.astext())


def note_codes(domain: StandardDomain, page: str, doctree: nodes.document) -> None:
    """Name each row of the first table that is about one code."""
    for row in doctree.next_node(nodes.tbody):
        code, name = (cell.astext() for cell in row[:2])
        if code.isdigit():
            anchor = f"close-code-{code}"
            row[0]["ids"].append(anchor)
            domain.note_hyperlink_target(anchor, page, anchor, f"{code}, {name.lower()}")


def setup(app: Sphinx) -> None:
    """Register it with Sphinx."""
    app.connect("doctree-read", note_labels)
