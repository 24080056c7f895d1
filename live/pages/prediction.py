"""``.. predict::`` asks what a program will do; the right answer comes from running it."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from live import conversation
from live.pages import recording
from live.pages.panel import panel
from live.pages.snippet import code, is_step, listing

logger = logging.getLogger(__name__)


class Predict(SphinxDirective):
    """``.. predict:: ch03_chat/predict_leave`` with a question, and its answers as a list.

    One of the answers must be what the program's talk returns, or the build warns. What happens is
    folded away, without JavaScript; with it, the reader chooses first (see prediction.mjs).
    """

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        (step,) = self.arguments
        if not is_step(f"{step}.py"):
            self.warn(f"{step}.py should be a server with a talk beside it")
            return []
        content = self.parse_content_to_nodes()
        try:
            told = recording.told(self.env, recording.tell, step)
        except Exception as error:
            self.warn(f"the conversation of {step} fails: {error!r}")
            told = {"events": [], "prints": [], "answer": ""}
        self.env.note_dependency(conversation.TUTORIAL / f"{step}_talk.py")
        if (right := self.compare(step, told["answer"], content)) is not None:
            told["right"] = right
        question = nodes.container("", *content, classes=["live-question"])
        shown = listing(self, f"{step}.py", caption=f"{step}.py")
        return [panel("", code(shown), question, step=step, **told)]

    def compare(self, step: str, answer: Any, content: list[nodes.Node]) -> int | None:
        """Where the right answer stands in the list; a warning, and None, unless it does once."""
        lists = [node for node in content if isinstance(node, nodes.bullet_list)]
        if len(lists) != 1 or len(lists) == len(content):
            self.warn(f"{step} should have a question and one list of answers")
            return None
        (choices,) = lists
        answers = [item.astext() for item in choices.children]
        if answers.count(answer) != 1:
            self.warn(f"the answer of {step} is {answer!r}, and should be one of {answers}")
            return None
        return answers.index(answer)

    def warn(self, text: str) -> None:
        """Say what is wrong, with file and line."""
        logger.warning("%s", text, location=self.get_location())


def setup(app: Sphinx) -> None:
    """Register it with Sphinx."""
    app.add_directive("predict", Predict)
