"""An error of a reader's program, in words, with its line and as little else as can be."""

import json
import re
import traceback
from pathlib import Path

import pytest

from live import conversation, translation
from live.in_page.explain import FRAMES, explain, line_of, message, shorten

FILE = conversation.TUTORIAL / "ch00" / "edited.py"  # no file: see the settings of coverage
SOURCE = """
def outer():
    inner()


def inner():
    raise KeyError("gone")


def caught():
    try:
        inner()
    except KeyError:
        raise ValueError("no such thing")


def caused():
    try:
        inner()
    except KeyError as error:
        raise ValueError("no such thing") from error
"""


def error_of(name: str) -> BaseException:
    """The error with which a function of the source ends."""
    names: dict[str, object] = {}
    exec(compile(SOURCE, str(FILE), "exec"), names)
    with pytest.raises((KeyError, ValueError)) as failed:
        names[name]()  # type: ignore[operator]
    return failed.value


def elsewhere(error: BaseException, how: str) -> BaseException:
    """An error that no line of the file raised, but that came of one."""
    other = RuntimeError("elsewhere")
    setattr(other, how, error)
    return other


def test_the_line_is_the_innermost_of_the_file():
    assert line_of(error_of("outer"), FILE) == 7


@pytest.mark.parametrize("how", ["__cause__", "__context__"])
def test_the_line_of_what_led_to_an_error_elsewhere_is_found(how):
    assert line_of(elsewhere(error_of("outer"), how), FILE) == 7
    assert line_of(RuntimeError("elsewhere"), FILE) is None


def test_only_the_error_of_a_thread_speaks_of_threads():
    assert message(RuntimeError("can't start new thread")).endswith("on your own machine.")
    assert message(RuntimeError("it is over")) == "RuntimeError: it is over"
    assert message(ValueError("can't start new thread")) == "ValueError: can't start new thread"


@pytest.mark.parametrize("name", ["caught", "caused"])
def test_each_traceback_begins_in_the_tutorial(name):
    told = explain(error_of(name), FILE)
    assert told["message"] == "ValueError: no such thing"
    assert told["trace"].count("Traceback (most recent call last)") == 2
    assert Path(__file__).name not in told["trace"]


def test_what_an_error_in_a_group_passed_through_is_left_out():
    group = BaseExceptionGroup("several", [error_of("outer")])
    told = traceback.TracebackException.from_exception(group)
    shorten(told)
    assert Path(__file__).name not in "".join(told.format())


def test_an_endless_recursion_is_told_by_its_two_ends():
    def even():
        odd()

    def odd():
        even()

    try:
        even()
    except RecursionError as error:
        trace = explain(error, FILE)["trace"]
    shown = re.findall(r"in (even|odd)$", trace, re.MULTILINE)
    assert len(shown) == 2 * FRAMES - 1  # the first call of all is this test's
    assert re.search(r"^  \.\.\. \d{3} more calls$", trace, re.MULTILINE)
    assert trace.splitlines()[-1].startswith("RecursionError: ")


@pytest.mark.parametrize(("calls", "shown"), [(20, 20), (21, 21), (22, 21)])
def test_a_traceback_of_more_than_twenty_calls_is_cut_in_the_middle(calls, shown):
    told = traceback.TracebackException.from_exception(KeyError())
    told.stack = traceback.StackSummary.from_list(
        [(str(FILE), number, "f", "f()") for number in range(calls)]
    )
    shorten(told)
    lines = [frame.lineno for frame in told.stack]
    assert len(lines) == shown
    assert lines[:10] == list(range(10))
    assert lines[-10:] == list(range(calls - 10, calls))
    assert [frame.name for frame in told.stack if frame.name != "f"] == (
        [f"{calls - 20} more calls"] * (calls > 20)
    )


def test_an_error_is_explained_in_the_language_in_use():
    help_ = "{plain}. A page has no threads: use asyncio, or run the step on your own machine."
    translation.use(json.dumps({help_: "{plain}. Hier gibt es keine Threads."}))
    told = explain(RuntimeError("can't start new thread"), FILE)
    translation.use("{}")
    assert told["message"] == "RuntimeError: can't start new thread. Hier gibt es keine Threads."
