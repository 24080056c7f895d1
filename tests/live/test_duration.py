"""How long a chapter takes: what is counted, and how it is said."""

from live.pages import duration
from tests.live.test_extension import docs  # noqa: F401
from tests.live.test_path import AIMS, built, taken


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
