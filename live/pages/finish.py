"""The last thing that a build does to each page: a policy, and what the theme owes its readers."""

import os
import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.images import get_image_size

from live.pages import styles
from live.pages.csp import META, protect

MENDS = [
    # What can scroll must be reachable by keyboard.
    (r'(<div class="highlight"><pre)>', r'\1 tabindex="0">'),
    (r'(<div class="table-wrapper[^>]*)>', r'\1 tabindex="0">'),
    # A heading without a level, and two landmarks without a name.
    (r'(<p class="caption" role="heading")>', r'\1 aria-level="2">'),
    (r'(<aside class="sidebar-drawer")>', r'\1 aria-label="Chapters">'),
    (r'(<aside class="toc-drawer[^"]*")>', r'\1 aria-label="This page">'),
    (r'(<a href="#" class="back-to-top[^>]*>.*?</a>)', r'<nav aria-label="Back to top">\1</nav>'),
    # What opens the drawers is in a landmark, and the way past all this comes first.
    (
        r'(<input type="checkbox" class="sidebar-toggle".*?)(<label class="overlay.*?)'
        r'(<a class="skip-to-content.*?</a>)',
        r'\3<nav aria-label="Menus">\1</nav>\2',
    ),
    # What the theme hides without JavaScript is where it belongs from the first paint.
    (
        r"(document\.body\.dataset\.theme = )",
        r'document.documentElement.classList.remove("no-js");\n      \1',
    ),
    # Scripts keep their order, and run when the page can be seen. The search's first one waits for
    # the others only if it runs before the end of the page, and so do those that it needs.
    (r'<script src="(?!.*/searchtools\.js)', r'<script defer src="'),
]


def finish(html: str, live_port: str, docs_port: str) -> str:
    """A page as it is served."""
    for pattern, replacement in MENDS:
        html = re.sub(pattern, replacement, html, flags=re.DOTALL)
    return protect(html, live_port, docs_port)


def finish_all(app: Sphinx, error: Exception | None) -> None:
    """Finish each page that this build wrote."""
    if app.builder.name != "html" or error:  # after an error, the next build does
        return
    styles.write_again(Path(app.outdir) / "_static")
    for file in Path(app.outdir).glob("*.html"):  # below are none of its pages
        html = file.read_text(encoding="utf-8")
        if META not in html:  # else it is finished already
            html = finish(styles.merge(html, file), app.config.live_port, app.config.docs_port)
            file.write_text(html, encoding="utf-8")


def size_images(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Say how large each image is, so that nothing moves when it comes."""
    for node in doctree.findall(nodes.image):
        size = get_image_size(str(Path(app.srcdir) / node["uri"]))
        if size and not {"width", "height", "scale"} & set(node.attributes):
            node["width"], node["height"] = map(str, size)
            node["classes"].append("no-scaled-link")


def setup(app: Sphinx) -> None:
    """Register it with Sphinx."""
    app.connect("doctree-resolved", size_images)
    app.add_config_value("docs_port", os.environ.get("DOCS_PORT", "8000"), "html", str)
    # After the theme, which has yet to add the colours of the dark to those of code.
    app.connect("build-finished", finish_all, priority=900)
