"""How long a chapter takes: what is counted, and how it is said."""

import pytest
from docutils import nodes

from live.pages import duration
from live.pages.panel import panel
from tests.live.test_extension import docs  # noqa: F401
from tests.live.test_path import AIMS, built, taken


def page(words: int = 0, lines: int = 0, predictions: int = 0) -> nodes.section:
    """A page with so many of each."""
    code = "\n\n".join(["code"] * lines)
    asked = [panel("", answer="a number") for _ in range(predictions)]
    return nodes.section(
        "", nodes.paragraph("", "word " * words), nodes.literal_block("", code), *asked
    )


def test_words_and_lines_of_code_are_counted_wherever_they_stand():
    whole = nodes.container("", page(words=2, lines=3), page(words=40, lines=5))
    assert duration.count(whole) == (42, 8)


@pytest.mark.parametrize(
    "unread",
    [
        nodes.comment("", "two words"),
        nodes.raw("", "two words"),
        nodes.container("", nodes.paragraph("", "two words"), classes=["task"]),
    ],
)
def test_what_is_not_read_is_not_counted(unread):
    assert duration.count(nodes.container("", unread, page(words=1, lines=1))) == (1, 1)


@pytest.mark.parametrize(
    ("words", "lines", "predictions", "minutes"),
    [
        (0, 0, 0, 5),
        (1490, 0, 0, 5),
        (1510, 0, 0, 10),
        (0, 149, 0, 5),
        (0, 151, 0, 10),
        (0, 0, 3, 5),
        (0, 0, 4, 10),
        (1000, 100, 2, 15),
        (20_000, 0, 0, 100),
        (0, 2000, 0, 100),
    ],
)
def test_each_takes_its_time_and_the_sum_is_rounded_to_five(words, lines, predictions, minutes):
    assert duration.reading_minutes(page(words, lines, predictions)) == minutes


def test_what_all_chapters_take_is_the_sum():
    chapters = [duration.Chapter("Speak.", 40, []), duration.Chapter("Listen.", 55, [])]
    assert duration.total(chapters) == ("It is 2 hours to read.", "0 exercises.")
    chapters = [duration.Chapter("Speak.", 5, ["a"] * 7), duration.Chapter("Listen.", 5, ["b"])]
    assert duration.total(chapters) == (
        "It is 1 hour to read, and 2 hours to solve.",
        "8 exercises.",
    )
    assert chapters[0].takes == "5 minutes to read, 105 for 7 exercises"


def test_the_time_is_counted_in_words_and_in_lines_of_code(docs):  # noqa: F811
    words = AIMS + "word " * (20 * duration.WORDS)
    lines = (
        AIMS
        + "::\n\n"
        + "   line of code\n\n" * (20 * duration.LINES)
        + "\n.. not read: "
        + "x " * 9999
    )
    html = built(docs, words, lines)
    assert taken(html) == ["20 minutes to read."] * 2
    assert taken(docs.html("ch02_echo")) == ["20 minutes to read."]
    assert taken(docs.html("page")) == []
    assert "It is 1 hour to read. Counted are a minute for 200 words or 20 lines" in html


def test_a_short_chapter_takes_five_minutes_and_the_time_is_rounded_to_five(docs):  # noqa: F811
    html = built(docs, AIMS, AIMS + "word " * (12 * duration.WORDS))
    assert taken(html) == ["5 minutes to read.", "10 minutes to read."]


def test_a_chapter_without_anything_that_one_can_do_after_it_is_named(docs):  # noqa: F811
    docs.write("index", ".. path::\n\n   ch02_echo\n   page")
    docs.write("page", "All is well.")
    docs.write("ch02_echo", "It is good.")
    status, said = docs.build()
    assert status == 1
    assert "ch02_echo.rst: WARNING: ch02_echo should list what the reader can do after it" in said


def test_hours_and_numbers_are_written_as_one_says_them():
    assert [duration.hours(minutes) for minutes in (0, 89, 91, 600)] == [
        "1 hour",
        "1 hour",
        "2 hours",
        "10 hours",
    ]
    assert duration.some_exercises(2) == "2 exercises"
