"""Each page as plain text beside it, and ``llms.txt``, which lists these with what is in them.

See https://llmstxt.org; ``llms-full.txt`` is all pages in one. A page's text is written with the
page, so it costs nothing where nothing has changed.
"""

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.writers.text import TextTranslator

from live.pages.catalogues import gettext
from live.pages.meta import base, description, title
from live.pages.plain import make_plain


def write_text(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Write ``page.txt`` beside ``page.html``."""
    if doctree is None or app.builder.name != "html":
        return
    copy = doctree.deepcopy()
    make_plain(copy)
    file = Path(app.outdir) / f"{page}.txt"
    file.write_text(text_of(app, copy), encoding="utf-8")
    words = escape(gettext("As plain text"))
    link = f'<link rel="alternate" type="text/plain" href="{file.name}" title="{words}">'
    context["metatags"] = f"{context.get('metatags', '')}\n{link}"


def text_of(app: Sphinx, doctree: nodes.document) -> str:
    """A page as Sphinx's own text builder writes it."""
    for caption in list(doctree.findall(nodes.caption)):  # a line of its own, above its code
        if not isinstance(caption.parent, nodes.figure):
            words = caption.astext()
            caption.replace_self(nodes.paragraph(words, f"{words}:"))
    translator = Text(doctree, app.builder)
    doctree.walkabout(translator)
    return translator.body.strip() + "\n"


class Text(TextTranslator):
    """Without the numbers of sections, which the builder of the site has in another form."""

    def __init__(self, document: nodes.document, builder: Any) -> None:
        super().__init__(document, builder)
        self.add_secnumbers = False


def write_lists(app: Sphinx, error: Exception | None) -> None:
    """Write ``llms.txt`` and ``llms-full.txt``, in the order of the first page."""
    if app.builder.name != "html" or error:
        return
    env, folder = app.env, Path(app.outdir)
    root = app.config.root_doc
    lines = [f"# {app.config.project}", "", f"> {description(env, root)}"]
    whole = []
    for caption, pages in parts(env):
        lines += ["", f"## {caption}", ""]
        for page in pages:
            link = f"[{title(env, page)}]({base(app)}{page}.txt)"
            lines.append(f"- {link}: {description(env, page)}")
            whole.append((folder / f"{page}.txt").read_text("utf-8"))
    (folder / "llms.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "llms-full.txt").write_text("\n\n".join(whole), encoding="utf-8")


def parts(env: BuildEnvironment) -> Iterator[tuple[str, list[str]]]:
    """The tables of contents of the first page: a caption and its pages each."""
    root = env.config.root_doc
    for toctree in env.get_doctree(root).findall(addnodes.toctree):
        pages = [page for _, page in toctree["entries"] if page in env.titles]
        yield toctree.get("caption") or "Pages", pages


def setup(app: Sphinx) -> None:
    """Register it with Sphinx."""
    app.connect("html-page-context", write_text)
    app.connect("build-finished", write_lists)
