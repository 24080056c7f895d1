"""A verdict says what was found in words, whoever failed: the program, its check, or its file."""

import pytest

from live import conversation, exercises
from live.exercises import Verdict
from live.wire import Event, Record


def test_a_check_that_fails_speaks_for_itself():
    record = Record()
    record.add(Event("A", "up", "text", "hello", size=5))
    told = Verdict.of(AssertionError("Ann heard nothing."), record)
    assert (told.passed, told.message, told.wire) == (False, "Ann heard nothing.", "A → text hello")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (AssertionError(), "The check broke off with AssertionError: "),
        (OSError("no more files"), "The check broke off with OSError: no more files"),
    ],
)
def test_a_check_that_breaks_off_says_with_what(error, words):
    assert Verdict.of(error, Record()).message == words


async def test_who_fails_is_shown_the_log_and_who_passes_is_not():
    solution = conversation.load("ch02_echo/shout/solution")
    found = await exercises.check_in_process("ch02_echo/shout", solution)
    assert (found.passed, found.trace) == (True, "")
    wrong = conversation.load("ch02_echo/predict_accept")
    found = await exercises.check_in_process("ch02_echo/shout", wrong)
    assert not found.passed
    assert 'Need to call "accept" first' in found.trace
