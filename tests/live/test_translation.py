"""A message is found again by its template, and said in another language."""

import json
from collections.abc import Iterator

import pytest

from live import translation
from live.exercises import Verdict
from live.translation import translate

GERMAN = {
    "{name} should have received {expected}": "{name} hätte {expected} empfangen sollen",
    "{name} left": "{name} ging",
    "{name} heard that {name2} left": "Dass {name2} ging, hat {name} gehört",
    "an empty message": "eine leere Nachricht",
    "Who lost messages is told so.": "Wer etwas verlor, erfährt es.",
    "It is over (1006).": "Es ist aus (1006).",
    "{0} of {1} came.": "Es kamen {0} von {1}.",
    "{message} ... ({size} bytes)": "{message} ... ({size} Bytes)",
}


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    translation.use(json.dumps(GERMAN))
    yield
    translation.use("{}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("an empty message", "eine leere Nachricht"),
        ("Ann left", "Ann ging"),
        ("Ann heard that Ben left", "Dass Ben ging, hat Ann gehört"),  # says more than "left"
        ("2 of 3 came.", "Es kamen 2 von 3."),
        ("It is over (1006).", "Es ist aus (1006)."),
        ("It is over (1006)!", "It is over (1006)!"),
        ("a\nb ... (9 bytes)", "a\nb ... (9 Bytes)"),
        (
            "Ann should have received an empty message",
            "Ann hätte eine leere Nachricht empfangen sollen",
        ),
        ("Ann should have received 'Ben left'", "Ann hätte 'Ben left' empfangen sollen"),
        ('Ann should have received "Ben left"', 'Ann hätte "Ben left" empfangen sollen'),
        ("Ann should have received {a: Ben left", "Ann hätte {a: Ben left empfangen sollen"),
        ("Ann should have received [1, Ben left", "Ann hätte [1, Ben left empfangen sollen"),
        ("Nobody knows this", "Nobody knows this"),
        ("Ann left it", "Ann left it"),
    ],
)
def test_a_message_is_said_in_the_language_in_use(text, said):
    assert translate(text) == said


def test_each_of_several_sentences_may_have_a_template():
    assert translate("Who lost messages is told so. 2 of 3 came.") == (
        "Wer etwas verlor, erfährt es. Es kamen 2 von 3."
    )
    assert translate("It is over (1006). Nobody knows this. It is over (1006).") == (
        "Es ist aus (1006). Nobody knows this. It is over (1006)."  # what it is about is unknown
    )


def test_a_hole_that_only_the_translation_has_is_left_as_it_is():
    translation.use('{"{name} left": "{name} und {nobody} gingen"}')
    assert translate("Ann left") == "Ann und {nobody} gingen"


def test_another_catalogue_takes_the_place_of_the_first():
    assert translate("Ann left") == "Ann ging"
    translation.use('{"{who} left": "{who} partit"}')
    assert translate("Ann left") == "Ann partit"
    assert translate("an empty message") == "an empty message"


def test_all_that_a_verdict_says_is_translated_and_nothing_else():
    found = Verdict(
        passed=False,
        message="Ann left",
        story=["Ann left", "Ben left"],
        expected="Ann should have received an empty message",
        came="an empty message",
        because="It is over (1006).",
        wire="Ann left",
        trace="Ann left",
    )
    assert found.translated() == Verdict(
        passed=False,
        message="Ann ging",
        story=["Ann ging", "Ben ging"],
        expected="Ann hätte eine leere Nachricht empfangen sollen",
        came="eine leere Nachricht",
        because="Es ist aus (1006).",
        wire="Ann left",
        trace="Ann left",
    )
