"""What a page is where nothing can run: in an EPUB, as plain text, for any other builder.

A panel becomes its code and the conversation that was recorded. What a reader should not see too
early, which the site folds away, stands at the end of the page.
"""

from docutils import nodes
from sphinx.application import Sphinx

from live.conversation import transcript
from live.pages.exercise import fold, title_of
from live.pages.panel import panel
from live.wire import Event, Record

ANSWERS = "Answers, hints and solutions"


def in_other_builders(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Make a page plain, unless it is one of the site's."""
    if app.builder.name == "html":
        return
    numbers = app.env.toc_secnumbers.get(page, {})
    for section in make_plain(doctree):
        # Otherwise it would get the number of its chapter: it is in no table of contents.
        numbers[f"#{section['ids'][0]}"] = None  # type: ignore[assignment]


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
    last = nodes.section("", nodes.title(ANSWERS, ANSWERS), *answers, ids=["answers"])
    (doctree.next_node(nodes.section) or doctree).append(last)
    return [last, *answers]


def log_of(found: panel) -> str:
    """What crossed the wire in a panel's recorded conversation, as the chapters print it."""
    record = Record()
    record.events = [Event(**event) for event in found["events"]]
    return transcript(record, "\n".join(found["prints"]))


def told(log: str) -> list[nodes.Node]:
    """A conversation as text, which any reader shows, at any width and in any colours."""
    words = "What crossed the wire:"
    block = nodes.literal_block(log, log, language="none", classes=["wire-log"])
    return [nodes.paragraph(words, words), block] if log else []


def answer(found: panel, log: str) -> nodes.section | None:
    """What stands at the end of the page for an exercise or a prediction."""
    content: list[nodes.Node] = []
    if right := found.get("answer"):
        heading = f"What happens: {found['step']}"
        content = [nodes.paragraph("", "", nodes.literal(right, right)), *told(log)]
    elif name := found.get("exercise"):
        heading = f"Exercise: {title_of(name)}"
        for folded in found.findall(fold):
            words = folded["summary"]
            content.append(nodes.paragraph("", "", nodes.strong(words, words)))
            content += folded.children
    else:
        return None
    anchor = nodes.make_id(f"answer-{found.get('exercise') or found['step']}")
    return nodes.section("", nodes.title(heading, heading), *content, ids=[anchor])


def link_to(later: nodes.section) -> nodes.paragraph:
    """The line that leads to what stands at the end."""
    words = "The end of this chapter has the answer."
    if "Exercise" in later.astext().partition(":")[0]:
        words = "The end of this chapter has hints, and a solution."
    link = nodes.reference(words, words, internal=True, refid=later["ids"][0])
    return nodes.paragraph("", "", link)


def setup(app: Sphinx) -> None:
    """Register it with Sphinx."""
    app.connect("doctree-resolved", in_other_builders, priority=400)  # before pictures are drawn
