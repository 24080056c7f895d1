"""What a page is where nothing can run: in an EPUB, as plain text, for any other builder.

A panel becomes its code and the conversation that was recorded. What a reader should not see too
early, which the site folds away, stands at the end of the page.
"""

import base64

from docutils import nodes
from sphinx.application import Sphinx

from live.conversation import transcript
from live.pages.catalogues import gettext
from live.pages.drawing import drawing
from live.pages.exercise import fold, title_of
from live.pages.panel import answer_of, panel
from live.wire import Event, Record


def in_other_builders(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Make a page plain, unless it is one of the site's."""
    if app.builder.name == "html":
        return
    if app.builder.name == "epub":
        for drawn in list(doctree.findall(drawing)):
            drawn.replace_self(image_of(drawn))
    numbers = app.env.toc_secnumbers.get(page, {})
    for section in make_plain(doctree):
        # Otherwise it would get the number of its chapter: it is in no table of contents.
        anchor, *_ = section["ids"]
        numbers[f"#{anchor}"] = None  # type: ignore[assignment]


def make_plain(doctree: nodes.document) -> list[nodes.section]:
    """Put plain nodes in the place of what only the site can show; the sections that it adds."""
    shown = {block.astext().strip() for block in doctree.findall(nodes.literal_block)}
    answers: list[nodes.section] = []
    for found in list(doctree.findall(panel)):
        log = log_of(found)
        later = answer(found, log)
        if later:
            answers.append(later)
            content = [node for node in found if not isinstance(node, fold)]
            content.append(link_to(later))
        else:  # a log that the chapter shows by itself is not shown twice
            content = [*found.children, *([] if log in shown else told(log))]
        found.replace_self(content)
    for bar in [raw for raw in doctree.findall(nodes.raw) if raw.parent.tagname == "entry"]:
        bar.parent.remove(bar)  # its number stands beside it
    if not answers:
        return []
    words = gettext("Answers, hints and solutions")
    last = nodes.section("", nodes.title(words, words), *answers, ids=["answers"])
    (doctree.next_node(nodes.section) or doctree).append(last)
    return [last, *answers]


def image_of(drawn: drawing) -> nodes.image:
    """A drawing as an image, described; inline a book would have to declare it, page by page."""
    data = base64.b64encode(drawn["svg"].encode()).decode()
    uri = f"data:image/svg+xml;base64,{data}"
    return nodes.image(uri=uri, alt=drawn.astext(), candidates={"?": uri})


def log_of(found: panel) -> str:
    """What crossed the wire in a panel's recorded conversation, as the chapters print it."""
    record = Record()
    record.events = [Event(**event) for event in found["events"]]
    return transcript(record, "\n".join(found["prints"]))


def told(log: str) -> list[nodes.Node]:
    """A conversation as text, which any reader shows, at any width and in any colours."""
    words = gettext("What crossed the wire:")
    block = nodes.literal_block(log, log, language="none", classes=["wire-log"])
    return [nodes.paragraph(words, words), block] if log else []


def answer(found: panel, log: str) -> nodes.section | None:
    """What stands at the end of the page for an exercise or a prediction."""
    content: list[nodes.Node] = []
    if right := answer_of(found):
        heading = gettext("What happens: {step}").format(step=found["step"])
        content = [nodes.paragraph("", "", nodes.literal(right, right)), *told(log)]
    elif name := found.get("exercise"):
        heading = gettext("Exercise: {name}").format(name=title_of(name))
        for folded in found.findall(fold):
            words = folded["summary"]
            content.append(nodes.paragraph("", "", nodes.strong(words, words)))
            content += folded.children
    else:
        return None
    anchor = nodes.make_id(f"answer-{found.get('exercise') or found['step']}")
    exercise = bool(found.get("exercise"))
    return nodes.section(
        "", nodes.title(heading, heading), *content, ids=[anchor], exercise=exercise
    )


def link_to(later: nodes.section) -> nodes.paragraph:
    """The line that leads to what stands at the end."""
    words = gettext("The end of this chapter has the answer.")
    if later.get("exercise"):
        words = gettext("The end of this chapter has hints, and a solution.")
    anchor, *_ = later["ids"]
    return nodes.paragraph("", "", nodes.reference(words, words, refid=anchor))


def setup(app: Sphinx) -> None:
    """Register it with Sphinx."""
    app.connect("doctree-resolved", in_other_builders, priority=400)  # before pictures are drawn
