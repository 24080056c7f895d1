"""What becomes of a page where nothing can run: the EPUB, and Sphinx's text builder."""

import base64
import re
from xml.etree import ElementTree

import pytest

from live.pages import recording
from tests.live.test_exercise_html import PREDICT, SHOUT
from tests.live.test_extension import Docs, docs  # noqa: F401
from tests.live.test_panel_html import ECHO

BOOK = """
version = "1"
project = epub_author = epub_copyright = "x"
epub_uid = epub_identifier = "book"
epub_show_urls = "no"
"""
LOG = """\
A → GET /ws
A ← 101 Switching Protocols
A → text hello
A ← text Echo: hello
A → text grüß dich
A ← text Echo: grüß dich
A → close 1000
A ← close 1000"""


def build(docs: Docs, text: str, builder: str = "epub") -> str:  # noqa: F811
    """Build a page with another builder; what it wrote."""
    docs.settings(BOOK)
    docs.write("index", ".. toctree::\n   :numbered:\n\n   page")
    docs.write("page", text)
    assert docs.build("-q", "-b", builder, "-d", "trees") == (0, "")
    return docs.read("page.xhtml" if builder == "epub" else "page.txt")


def words(xhtml: str) -> list[str]:
    """Each heading, paragraph and block of a page of the book, as text."""
    root = ElementTree.fromstring(xhtml)
    found = [e for e in root.iter() if re.sub("{.*}", "", e.tag) in {"h1", "h2", "h3", "p", "pre"}]
    return [" ".join("".join(element.itertext()).split()) for element in found]


def test_a_panel_becomes_its_code_and_what_crossed_the_wire(docs):  # noqa: F811
    page = build(docs, ECHO)
    assert [line.replace("¶", "") for line in words(page)][:1] == ["1. Title"]
    code, said, log = words(page)[-3:]
    assert code.startswith('"""Answer every text message with the same text."""')
    assert said == "What crossed the wire:"
    assert log == " ".join(LOG.split())
    assert "<section class=" not in page.partition("<body")[2]
    assert "<script" not in page
    assert "download" not in re.sub(r'class="[^"]*"', "", page)


def test_what_the_chapter_shows_itself_is_not_shown_twice(docs):  # noqa: F811
    shown = "\n".join(f"   {line}" for line in LOG.splitlines())
    page = build(docs, f"{ECHO}\n\nThis is what came::\n\n{shown}\n", "text")
    assert page.count("A → GET /ws") == 1
    assert "What crossed the wire" not in page


def test_what_the_server_prints_follows_what_crossed_the_wire(docs):  # noqa: F811
    page = build(docs, ".. snippet:: ch07_lifecycle/step6_leaving.py", "text")
    assert re.search(r"frame \(1006\)\n   server prints left: WebSocketDisconnect, code 1000", page)


def test_a_conversation_of_nothing_is_not_announced(docs, monkeypatch):  # noqa: F811
    async def tell(step: str) -> dict[str, object]:
        return {"events": [], "prints": [], "page": False, "answer": None}

    monkeypatch.setattr(recording, "tell", tell)
    assert "What crossed the wire" not in build(docs, ECHO, "text")


def test_answers_hints_and_solutions_stand_at_the_end(docs):  # noqa: F811
    page = build(docs, PREDICT.format("``3: back``") + "\n" + SHOUT)
    lines = [line.replace("¶", "").strip() for line in words(page)]
    end = lines.index("Answers, hints and solutions")
    before = lines[:end]
    assert [line for line in before if line.startswith("The end of this chapter has")] == [
        "The end of this chapter has the answer.",
        "The end of this chapter has hints, and a solution.",
    ]
    assert {"Which number?", "Why one wants it."} <= set(before)
    assert sum("import responder" in line for line in before) == 2
    assert not [line for line in before if re.search("Hint|text back|upper", line)]
    after = lines[end + 1 :]
    assert after[:2] == ["What happens: ch02_echo/predict_counter", "3: back"]
    assert after[2] == "What crossed the wire:"
    assert "B → text back B ← text 3: back" in after[3]
    exercise = after.index("Exercise: shout")
    assert [line for line in after[exercise:] if re.match("Hint|A solution", line)] == [
        *("Hint 1", "Hint 2", "Hint 3", "A solution")
    ]
    assert "message.upper()" in after[-1]


def test_each_link_of_the_book_leads_somewhere(docs):  # noqa: F811
    page = build(docs, PREDICT.format("``3: back``") + "\n" + SHOUT)
    names = re.findall(r' id="(.*?)"', page)
    assert len(names) == len(set(names))
    links = re.findall(r'<a class="reference internal" href="#(.*?)">', page)
    assert links == ["answer-ch02-echo-predict-counter", "answer-ch02-echo-shout"]
    assert set(links) <= set(names)


def test_a_page_without_questions_has_no_answers(docs):  # noqa: F811
    assert "Answers" not in build(docs, ECHO)


def test_a_number_has_no_bar_beside_it(docs):  # noqa: F811
    table = '.. bars:: Speed\n\n   "Name", "Number"\n   "a", "1"\n   "b", "20"'
    page = build(docs, table)
    assert "<svg" not in page
    assert "<p>20</p>" in page


def test_a_drawing_is_an_image_with_its_description(docs):  # noqa: F811
    """Inline, a book's list of contents would have to say so of the page."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg"><title>A box</title><desc>It is empty</desc></svg>'
    )
    (docs.folder / "docs" / "box.svg").write_text(svg, "utf-8")
    page = build(docs, ".. drawing:: box.svg\n\n   A caption.")
    [image] = ElementTree.fromstring(page).iter("{http://www.w3.org/1999/xhtml}img")
    assert image.get("alt") == "A box. It is empty"
    kind, _, data = image.get("src", "").partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert base64.b64decode(data).decode() == svg
    assert "A caption." in page


@pytest.mark.parametrize("file", ["_static/live/wire.css", "page.txt", "robots.txt", "llms.txt"])
def test_what_is_the_sites_is_not_in_the_book(docs, file):  # noqa: F811
    page = build(docs, ECHO)
    assert not (docs.folder / "html" / file).exists()
    assert "wire.css" not in page
    assert 'http-equiv="Content-Security' not in page
    assert "og:" not in page
