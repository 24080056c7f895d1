"""``.. snippet::`` shows a file of tutorial_code; a step runs where it is shown."""

from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.directives.code import LiteralInclude
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from live import conversation
from live.pages import recording
from live.pages.catalogues import gettext
from live.pages.panel import panel

logger = logging.getLogger(__name__)

LANGUAGES = {".py": "python", ".html": "html", ".js": "javascript"}


class Snippet(LiteralInclude):
    """``.. snippet:: ch02_echo/step1_echo.py`` shows a file of tutorial_code, named above it.

    Takes the options of ``literalinclude``; show a part by name with ``:pyobject:``, never by line
    number. The name is a link to the whole file. A file named ``wrong_...`` is marked as wrong on
    purpose, but not its talk: that client does nothing wrong. A server with a talk beside it can
    run in the page, as a whole also where a part of it is shown, unless ``:no-panel:`` gives the
    reason why not, in one line. With ``:speak:`` its first client not only connects when the reader
    presses Run, but says something at once.
    """

    option_spec: ClassVar[dict[str, Any]] = {
        **(LiteralInclude.option_spec or {}),
        "no-panel": directives.unchanged_required,
        "speak": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        [path] = self.arguments
        name, marked = Path(path).name, gettext("wrong on purpose")
        wrong = name.startswith("wrong_") and not name.endswith("_talk.py")
        self.arguments[:] = [f"/../tutorial_code/{path}"]
        self.options.setdefault("language", LANGUAGES.get(Path(path).suffix, "none"))
        self.options.setdefault("caption", path)
        if wrong:
            self.options["caption"] += f" - {marked}"
            self.options.setdefault("class", []).append("wrong")
        reason = self.options.pop("no-panel", None)
        shown = offer(super().run(), path, self.env.docname)
        if reason:
            words = f"It does not run in this page: {reason}"
            why = nodes.paragraph(words, words, classes=["no-panel"])
            self.set_source_info(why)
            return [*shown, why]
        if is_step(path):
            return [self.panel(path.removesuffix(".py"), shown)]
        return shown

    def panel(self, step: str, shown: list[nodes.Node]) -> nodes.Node:
        """The panel around a step's code; a conversation that fails is a warning."""
        try:
            told = recording.told(self.env, recording.tell, step)
        except Exception as error:
            logger.warning(
                "the conversation of %s fails: %r", step, error, location=self.get_location()
            )
            told = {"events": [], "prints": []}
        if "pyobject" in self.options:
            told["source"] = (conversation.TUTORIAL / f"{step}.py").read_text("utf-8").rstrip("\n")
        return panel("", code(shown), step=step, speak="speak" in self.options, **told)


def is_step(path: str) -> bool:
    """Whether a file of tutorial_code is a server that has a conversation."""
    file = conversation.TUTORIAL / path
    talk = file.with_name(f"{file.stem}_talk.py")
    return file.suffix == ".py" and talk.exists() and conversation.is_server(file)


def listing(directive: SphinxDirective, path: str, **options: Any) -> list[nodes.Node]:
    """A file of tutorial_code as another directive shows it, with options of literalinclude."""
    include = LiteralInclude(
        directive.name,
        [f"/../tutorial_code/{path}"],
        {"language": "python", **options},
        StringList(),
        directive.lineno,
        directive.content_offset,
        directive.block_text,
        directive.state,
        directive.state_machine,
    )
    return offer(include.run(), path, directive.env.docname)


def offer(shown: list[nodes.Node], path: str, page: str) -> list[nodes.Node]:
    """Let the name above a file of tutorial_code be the link by which a reader takes it along."""
    for caption in [caption for node in shown for caption in node.findall(nodes.caption)]:
        name = caption.children
        caption.clear()
        caption["translatable"] = False  # a file's name is the same in each language
        caption += addnodes.download_reference(
            "", "", *name, reftarget=f"/../tutorial_code/{path}", refdoc=page
        )
    return shown


def code(shown: list[nodes.Node]) -> nodes.container:
    """The place of a panel's code."""
    return nodes.container("", *shown, classes=["live-code"])


def setup(app: Sphinx) -> None:
    """Register it with Sphinx."""
    app.add_directive("snippet", Snippet)
