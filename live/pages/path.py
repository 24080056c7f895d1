"""``.. path::`` is the toctree of the chapters, with what each is for and how long it takes.

A chapter is a page that has a folder in tutorial_code. What it is for is the first of the things
that the reader can do after it; the time is counted, and stands under the chapter's title as well.
"""

import re
from dataclasses import dataclass
from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.directives.other import TocTree
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

from live import conversation
from live.pages.catalogues import gettext, ngettext
from live.pages.exercise import anchor, title_of
from live.pages.panel import panel

logger = logging.getLogger(__name__)

WORDS, LINES = 200, 20
"""What one reads in a minute: of prose, and of code and what it prints."""

PREDICTION, EXERCISE = 2, 15
"""Minutes that one of them takes, on the average."""

UNREAD = (nodes.comment, nodes.raw)


@dataclass(frozen=True)
class Chapter:
    """What the path says of a chapter; ``reading`` is in minutes."""

    aim: str
    reading: int
    exercises: list[str]

    @property
    def takes(self) -> str:
        """The time in words."""
        if not self.exercises:
            return gettext("{reading} minutes to read").format(reading=self.reading)
        words = gettext("{reading} minutes to read, {solving} for {exercises}")
        count = len(self.exercises)
        return words.format(
            reading=self.reading, solving=EXERCISE * count, exercises=some_exercises(count)
        )


class path(nodes.container):  # type: ignore[misc]  # docutils has no types
    """The way through ``pages``; filled when all of them are read."""


class to_solve(nodes.list_item):  # type: ignore[misc]  # the same
    """An exercise, by ``name``; progress.mjs ticks it when the reader has solved it."""


class Path(TocTree):
    """A toctree whose entries are shown as a path, by every builder."""

    def run(self) -> list[nodes.Node]:
        self.options |= {"hidden": True, "numbered": 1}
        wrapper = super().run()
        (toctree,) = wrapper[0].children
        return [*wrapper, path("", pages=toctree["includefiles"], classes=["live-progress"])]


def note_chapter(app: Sphinx, document: nodes.document) -> None:
    """Count a chapter as it is read, and put its time under its title."""
    page = app.env.docname
    if not (conversation.TUTORIAL / page).is_dir():
        return
    top = next(document.findall(nodes.section))
    aims = next((node for node in top.children if isinstance(node, nodes.bullet_list)), None)
    if aims is None:
        logger.warning("%s should list what the reader can do after it", page, location=page)
        return
    aim = aims[0].astext().rstrip(",.")
    chapter = Chapter(
        aim=f"{aim[0].upper()}{aim[1:]}.",
        reading=reading_minutes(top),
        exercises=[node["exercise"] for node in top.findall(panel) if node.get("exercise")],
    )
    app.env.metadata[page]["chapter"] = chapter
    top.insert(1, nodes.paragraph("", f"{chapter.takes}.", classes=["takes"]))


def reading_minutes(document: nodes.Element) -> int:
    """The minutes that a page takes without its exercises, in steps of five."""
    words, lines = count(document)
    predictions = sum("answer" in node for node in document.findall(panel) if node.get("answer"))
    minutes = words / WORDS + lines / LINES + predictions * PREDICTION
    return max(1, round(minutes / 5)) * 5


def count(node: nodes.Node) -> tuple[int, int]:
    """The words and the lines of code in a part of a page, which what is to be solved is not."""
    if isinstance(node, nodes.Text):
        return len(node.split()), 0
    if isinstance(node, nodes.literal_block):
        return 0, sum(bool(line.strip()) for line in node.astext().splitlines())
    if isinstance(node, UNREAD) or "task" in node.get("classes", []):
        return 0, 0
    counted = [count(child) for child in node.children]
    return sum(words for words, _ in counted), sum(lines for _, lines in counted)


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


def total(chapters: list[Chapter]) -> tuple[str, str]:
    """What all chapters take together, and what there is to solve."""
    reading = sum(chapter.reading for chapter in chapters)
    number = sum(len(chapter.exercises) for chapter in chapters)
    if not number:
        words = gettext("It is {reading} to read.").format(reading=hours(reading))
    else:
        words = gettext("It is {reading} to read, and {solving} to solve.").format(
            reading=hours(reading), solving=hours(EXERCISE * number)
        )
    return words, f"{some_exercises(number)}."


def assumed() -> str:
    """What is counted."""
    words = gettext(
        "Counted are a minute for {words} words or {lines} lines of code, {prediction} minutes for "
        "a prediction and {exercise} for an exercise; take the time that you need."
    )
    return words.format(words=WORDS, lines=LINES, prediction=PREDICTION, exercise=EXERCISE)


def hours(minutes: int) -> str:
    """Minutes as a number of hours in words."""
    number = max(1, round(minutes / 60))
    return ngettext("{count} hour", "{count} hours", number)


def some_exercises(number: int) -> str:
    """That many exercises."""
    return ngettext("{count} exercise", "{count} exercises", number)


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
    app.connect("doctree-read", note_chapter)
    app.connect("doctree-resolved", show_path)
