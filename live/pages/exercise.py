"""``.. exercise::`` sets a task: its panel has a Check, hints one at a time, and a solution.

Without JavaScript hints and solution stand folded under the code.
"""

import ast
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.parsing import nested_parse_to_nodes
from sphinx.writers.html5 import HTML5Translator

from live import exercises
from live.pages import recording
from live.pages.catalogues import gettext
from live.pages.panel import panel, pass_by
from live.pages.snippet import code, listing

logger = logging.getLogger(__name__)


class fold(nodes.General, nodes.Element):  # type: ignore[misc]  # docutils has no types
    """What a reader unfolds, with a ``summary`` and a ``kind``, which is its class."""


class Exercise(SphinxDirective):
    """``.. exercise:: ch03_chat/names`` with ``:new: what is new in it`` and a few sentences.

    The task is the starter's docstring. A solution that fails its check is a warning.
    """

    required_arguments = 1
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {"new": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        (name,) = self.arguments
        if name not in exercises.exercises():
            logger.warning("there is no exercise %s", name, location=self.get_location())
            return []
        if "new" not in self.options:
            logger.warning("%s should say what is :new: in it", name, location=self.get_location())
        title = f"Exercise: {title_of(name)}"
        heading = nodes.title(title, title)
        self.set_source_info(heading)
        section = nodes.section("", heading, ids=[anchor(name)], classes=["task"])
        [new] = self.parse(
            f"**New here:** {self.options.get('new', '')}.", self.env.doc2path(self.env.docname)
        )
        new["classes"].append("task-new")
        starter = exercises.folder(name) / "exercise.py"
        task = self.parse(exercises.docstring(starter), starter)
        section += [*self.parse_content_to_nodes(), new, *task]
        section += self.panel(name)
        for file in exercises.folder(name).glob("*.*"):
            self.env.note_dependency(file)
        return [section]

    def parse(self, text: str, source: Path) -> list[nodes.Node]:
        """What stands in another file; a translator is told in which."""
        return nested_parse_to_nodes(self.state, text, source=str(source))

    def panel(self, name: str) -> nodes.Node:
        """The starter without its docstring, which the page has said, and what helps with it."""
        try:
            told = recording.told(self.env, recording.tell_check, name)
        except Exception as error:
            told = {}
            logger.warning(
                "the solution of %s fails: %r", name, error, location=self.get_location()
            )
        source = (exercises.folder(name) / "exercise.py").read_text("utf-8").rstrip("\n")
        starter = listing(
            self, f"{name}/exercise.py", caption=f"{name}/exercise.py", lines=f"{after(source)}-"
        )
        hints = [
            fold(
                "",
                *self.parse(hint, exercises.folder(name) / "hints.rst"),
                summary=gettext("Hint {number}").format(number=number),
                kind="live-hint",
            )
            for number, hint in enumerate(exercises.hints(name), 1)
        ]
        solution = listing(self, f"{name}/solution.py")
        return panel(
            "",
            code(starter),
            *hints,
            fold("", *solution, summary=gettext("A solution"), kind="live-solution"),
            step=f"{name}/exercise",
            exercise=name,
            events=[],
            prints=[],
            source=source,
            **told,
        )


def title_of(name: str) -> str:
    """An exercise in words."""
    return name.partition("/")[2].replace("_", " ")


def anchor(name: str) -> str:
    """Where an exercise stands on its chapter's page."""
    return f"exercise-{name.partition('/')[2].replace('_', '-')}"


def after(source: str) -> int:
    """The line, counted from 1, at which a program begins after its docstring."""
    return ast.parse(source).body[1].lineno


def visit_html(self: HTML5Translator, node: fold) -> None:
    """Open it."""
    self.body.append(f'<details class="{node["kind"]}"><summary>{node["summary"]}</summary>\n')


def depart_html(self: HTML5Translator, node: fold) -> None:
    """Close it."""
    self.body.append("</details>\n")


def setup(app: Sphinx) -> None:
    """Register it with Sphinx."""
    app.add_directive("exercise", Exercise)
    app.add_node(fold, html=(visit_html, depart_html), text=(pass_by, pass_by))
