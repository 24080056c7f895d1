"""``.. path::`` is the toctree of the chapters, with what each is for and how long it takes."""

import re
from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.directives.other import TocTree
from sphinx.writers.html5 import HTML5Translator

from live.pages.duration import Chapter, assumed, total
from live.pages.exercise import anchor, title_of


class path(nodes.container):  # type: ignore[misc]  # docutils has no types
    """The way through ``pages``; filled when all of them are read."""


class to_solve(nodes.list_item):  # type: ignore[misc]  # the same
    """An exercise, by ``name``; progress.mjs ticks it when the reader has solved it."""


class Path(TocTree):
    """A toctree whose entries are shown as a path, by every builder."""

    def run(self) -> list[nodes.Node]:
        self.options |= {"hidden": None, "numbered": 1}
        [wrapper] = super().run()
        [toctree] = wrapper.children
        return [wrapper, path("", pages=toctree["includefiles"], classes=["live-progress"])]


def show_path(app: Sphinx, document: nodes.document, page: str) -> None:
    """Fill the path: all chapters are read now."""
    for node in document.findall(path):
        found = {name: app.env.metadata[name].get("chapter") for name in node["pages"]}
        chapters = {name: chapter for name, chapter in found.items() if chapter}
        all_told, so_far = total(list(chapters.values()))
        way = nodes.enumerated_list(enumtype="arabic", prefix="", suffix=".", classes=["way"])
        for name, chapter in chapters.items():
            uri = app.builder.get_relative_uri(page, name)
            shown = headings(app.env.tocs[name])
            way += leg(app.env.titles[name].astext(), uri, chapter, shown)
        node += [nodes.paragraph("", f"{all_told} {assumed()}")]
        node += [nodes.paragraph("", so_far, classes=["live-so-far"]), way]


def headings(toc: nodes.Node) -> dict[str, str]:
    """A page's exercises by their anchors, as the page has them: it may be translated."""
    links = toc.findall(nodes.reference)
    return {link["anchorname"]: re.sub("^[^:：]*[:：] *", "", link.astext()) for link in links}


def leg(title: str, uri: str, chapter: Chapter, shown: dict[str, str]) -> nodes.list_item:
    """One chapter of the path; ``shown`` are the titles of its exercises."""
    link = nodes.reference("", title, internal=True, refuri=uri)
    tasks = nodes.bullet_list(classes=["tasks"])
    for name in chapter.exercises:
        address = f"{uri}#{anchor(name)}"
        words = shown.get(f"#{anchor(name)}", title_of(name))
        task = nodes.reference("", words, internal=True, refuri=address)
        tasks += to_solve("", nodes.paragraph("", "", task), name=name)
    return nodes.list_item(
        "",
        nodes.paragraph("", "", nodes.strong("", "", link)),
        nodes.paragraph("", chapter.aim),
        nodes.paragraph("", f"{chapter.takes}.", classes=["takes"]),
        *([tasks] if chapter.exercises else []),
    )


def visit_html(self: HTML5Translator, node: to_solve) -> None:
    """Open it."""
    self.body.append(f'<li data-exercise="{escape(node["name"])}">')


def depart_html(self: HTML5Translator, node: to_solve) -> None:
    """Close it."""
    self.body.append("</li>\n")


def setup(app: Sphinx) -> None:
    """Register it with Sphinx."""
    app.add_directive("path", Path)
    app.add_node(path)
    app.add_node(to_solve, html=(visit_html, depart_html))
    app.connect("doctree-resolved", show_path)
