"""What a page says of itself to search engines and to whoever shows a link to it.

The site knows its address from the setting ``html_baseurl``. Where that is empty, nothing says or
needs an absolute address, and the site works at any.
"""

import re
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

LONGEST = 200
"""Characters of a description; those who show one cut what is longer."""
MARK = "\x02"
"""Stands around the name of a page in a description, until all titles are known."""
CARD = "_static/card.png"
"""The picture that stands beside a link to any page, 1200 by 630 pixels: see card.py."""


def note_description(app: Sphinx, doctree: nodes.document) -> None:
    """Remember how a page begins."""
    section = doctree.next_node(nodes.section) or doctree
    own = [node for node in section.children if is_prose(node)]
    if first := next(iter(own or doctree.findall(nodes.paragraph)), None):
        words = first.deepcopy()
        for link in list(words.findall(addnodes.pending_xref)):
            if link["reftype"] == "doc":  # whose title is known when all pages are read
                link.replace_self(nodes.Text(f"{MARK}{link['reftarget']}{MARK}"))
        app.env.metadata[app.env.current_document.docname]["description"] = words.astext()


def shorten(text: str) -> str:
    """The first sentences of a text, as many as there is room for, and one at least."""
    first, *others = re.split(r"(?<=[.!?]) ", " ".join(text.split()))
    for sentence in others:
        if len(first) + 1 + len(sentence) > LONGEST:
            break
        first = f"{first} {sentence}"
    return first


def is_prose(node: nodes.Node) -> bool:
    """Whether a node is a paragraph of the text itself, and no line of another kind."""
    return isinstance(node, nodes.paragraph) and not node["classes"]


def description(env: BuildEnvironment, page: str) -> str:
    """What a page is about; where it has no words of its own, what the site is about."""
    for each in (page, env.config.root_doc):
        if words := env.metadata.get(each, {}).get("description"):
            return shorten(re.sub(f"{MARK}(.*?){MARK}", lambda link: title(env, link[1]), words))
    return str(env.config.project)


def title(env: BuildEnvironment, page: str) -> str:
    """The title of a page, or its name if there is no such page."""
    return env.titles[page].astext() if page in env.titles else page


def base(app: Sphinx) -> str:
    """The address of the site with a slash at its end, or nothing."""
    return f"{app.config.html_baseurl.rstrip('/')}/" if app.config.html_baseurl else ""


def url(app: Sphinx, page: str) -> str:
    """The one address of a page; the first page's is the site's."""
    return base(app) + ("" if page == app.config.root_doc else app.builder.get_target_uri(page))


def add_tags(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Write the description and the OpenGraph properties into the head of a page."""
    if app.builder.name != "html":
        return
    words = description(app.env, page)
    first = page == app.config.root_doc
    tags = [("name", "description", words)]
    properties = {
        "title": app.config.project if first else title(app.env, page),
        "type": "website" if first else "article",
        "site_name": app.config.project,
        "description": words,
    }
    if base(app):
        context["pageurl"] = url(app, page)  # the theme makes it the canonical link
        properties |= {"url": url(app, page), "image": base(app) + CARD}
        properties |= {"image:width": "1200", "image:height": "630"}
        properties |= {"image:alt": app.config.project}
        tags.append(("name", "twitter:card", "summary_large_image"))
    tags += [("property", f"og:{name}", value) for name, value in properties.items()]
    written = [f'<meta {kind}="{name}" content="{escape(value)}">' for kind, name, value in tags]
    context["metatags"] = "\n".join([context.get("metatags", ""), *written])


def write_map(app: Sphinx, error: Exception | None) -> None:
    """Write ``robots.txt``, and ``sitemap.xml`` where the site knows its address."""
    if app.builder.name != "html" or error:
        return
    robots = "User-agent: *\nAllow: /\n"
    if base(app):
        robots += f"Sitemap: {base(app)}sitemap.xml\n"
        lines = [
            '<?xml version="1.0" encoding="utf-8"?>',
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
            *(f"<url><loc>{escape(url(app, p))}</loc></url>" for p in sorted(app.env.found_docs)),
            "</urlset>",
        ]
        (Path(app.outdir) / "sitemap.xml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (Path(app.outdir) / "robots.txt").write_text(robots, encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Register it with Sphinx."""
    app.connect("doctree-read", note_description)
    app.connect("html-page-context", add_tags)
    app.connect("build-finished", write_map)
