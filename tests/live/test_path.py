"""The path through the chapters: what each is for, how long it takes and what there is to solve."""

import re

from tests.live.test_extension import Docs, docs  # noqa: F401

AIMS = "After this you can\n\n* speak *first*,\n* and listen.\n\n"
PATH = ".. path::\n   :caption: Chapters\n\n   ch02_echo\n   ch03_chat\n"
SHOUT = "\n\n.. exercise:: ch02_echo/shout\n   :new: x\n\n   " + "why " * 4000
PREDICT = "\n\n.. predict:: ch02_echo/predict_counter\n\n   Which?\n\n   * ``3: back``\n   * none\n"


def built(docs: Docs, first: str, second: str = AIMS) -> str:  # noqa: F811
    """The page with a path of two chapters."""
    docs.write("index", PATH + "\n.. toctree::\n   :hidden:\n\n   page\n")
    docs.write("page", "Nothing to count.")
    docs.write("ch02_echo", first)
    docs.write("ch03_chat", second)
    docs.build_well()
    return docs.html("index")


def taken(html: str) -> list[str]:
    return re.findall(r'<p class="takes">(.*?)</p>', html)


def test_the_path_says_what_each_chapter_is_for_and_links_it(docs):  # noqa: F811
    html = built(docs, AIMS, "* Leave well.\n")
    way = html.partition('<ol class="arabic way">')[2].partition("</ol>")[0]
    links = re.findall(r'<a class="reference internal" href="(.*?)">(.*?)</a>', way)
    assert links == [("ch02_echo.html", "Title"), ("ch03_chat.html", "Title")]
    assert "<p>Speak first.</p>" in way
    assert "<p>Leave well.</p>" in way
    assert 'class="tasks' not in way


def test_a_chapter_says_right_under_its_title_how_long_it_takes(docs):  # noqa: F811
    built(docs, AIMS)
    assert re.search(r'</h1>\s*<p class="takes">5 minutes to read\.</p>', docs.html("ch02_echo"))


def test_the_path_is_the_toctree_too(docs):  # noqa: F811
    html = built(docs, f"{AIMS}Part\n----\n\nText.\n")
    assert '<span class="section-number">1. </span>Title' in docs.html("ch02_echo")
    assert "1.1" not in docs.html("ch02_echo")
    assert "toctree-l1" not in html.partition("<article")[2].partition("</article>")[0]
    assert '<span class="section-number">2. </span>Title' in docs.html("ch03_chat")


def test_predictions_and_exercises_take_their_own_time(docs):  # noqa: F811
    """What an exercise says is read when it is solved."""
    html = built(docs, AIMS + SHOUT, AIMS + PREDICT * 5)
    # 10 minutes for five predictions, and 18 lines in each, which are 4.5 more.
    assert taken(html) == ["5 minutes to read, 15 for 1 exercise.", "15 minutes to read."]
    assert "It is 1 hour to read, and 1 hour to solve." in html
    assert '<p class="live-so-far">1 exercise.</p>' in html
    item = '<li data-exercise="ch02_echo/shout">'
    link = '<a class="reference internal" href="ch02_echo.html#exercise-shout">shout</a>'
    assert re.search(f"{item}<p>{link}</p></li>", html)
    assert "live/exercise.css" in docs.styles("index")
    assert "live/start.js" in html


def test_a_chapter_that_changes_changes_the_path(docs):  # noqa: F811
    built(docs, AIMS)
    docs.write("ch02_echo", "* Speak last.\n")
    docs.build_well()
    assert "<p>Speak last.</p>" in docs.html("index")


def test_a_page_that_is_no_chapter_is_left_out(docs):  # noqa: F811
    docs.write("index", ".. path::\n\n   page")
    docs.write("page", AIMS)
    docs.build_well()
    assert "0 exercises." in docs.html("index")
    assert "Speak first." not in docs.html("index")


def test_a_page_as_text_shows_the_path_too(docs):  # noqa: F811
    built(docs, AIMS + SHOUT)
    text = (docs.folder / "html" / "index.txt").read_text("utf-8")
    assert "1. **Title**\n\n   Speak first.\n\n   5 minutes to read, 15 for 1 exercise." in text
    assert "   * shout" in text
