"""How long the chapters take, counted as they are read.

A chapter is a page that has a folder in tutorial_code. What it is for is the first of the things
that the reader can do after it; its time stands under its title, and in the path.
"""

from dataclasses import dataclass

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from live import conversation
from live.pages.catalogues import gettext, ngettext
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
    predictions = sum(bool(node.get("answer")) for node in document.findall(panel))
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


def setup(app: Sphinx) -> None:
    """Register it with Sphinx."""
    app.connect("doctree-read", note_chapter)
