"""No conversation holds, and no test passes, with a server that refuses everyone or says nothing.

A check that such a server passes has seen nothing of the server it checks.
"""

import asyncio
import re
import subprocess
import sys

import pytest
from websockets.exceptions import WebSocketException

from live import conversation, in_process
from live.wire import Record
from tests import hurry
from tests.instead import APPS
from tests.processes import ROOT

REFUSED = "what it shows is that everyone is refused with 403"
SHAKEN = "what it shows is the handshake, which says nothing beyond it"
LIMIT = "who refuses is uvicorn, by the settings of the step, which stay"
LOG = "its client only leaves; what it shows is what the server prints"

TALKS = {
    "refusing": {
        "ch01_handshake/predict_elsewhere": REFUSED,
        "ch01_handshake/wrong_early": REFUSED,
        "ch01_handshake/wrong_route": REFUSED,
        "ch02_echo/predict_accept": REFUSED,
        "ch05_browser/predict_slash": REFUSED,
        "ch06_hooks/predict_elsewhere": REFUSED,
        "ch08_testing/wrong_early_close": REFUSED,
        "ch13_deploy/predict_ticket": REFUSED,
    },
    "silent": {"ch07_lifecycle/step6_leaving": LOG},
}
"""Conversations that hold all the same, with the reason."""

TESTS = {
    "refusing": {
        "ch01_handshake::test_a_route_without_websocket_refuses_the_handshake": REFUSED,
        "ch02_echo::test_another_path_is_refused": REFUSED,
        "ch06_hooks::test_a_close_code_before_accept_arrives_as_403": REFUSED,
        "ch08_testing::test_an_early_close_is_http_403": REFUSED,
    },
    "silent": {
        "ch01_handshake::test_the_server_answers_each_key_as_the_function_does": SHAKEN,
        "ch04_formats::test_the_limit_counts_what_is_unpacked": LIMIT,
        "ch13_deploy::test_the_step_declines_compression_and_long_messages": LIMIT,
    },
}
"""Tests that pass all the same, with the reason."""

TESTS_OF_A_REAL_SOCKET: dict[str, dict[str, str]] = {
    "refusing": {},
    "silent": {
        "ch01_handshake::test_two_requests_that_the_rfc_forbids_are_let_through": SHAKEN,
    },
}
"""The same, of those that no other runtime can run."""

FAILURES = (
    AssertionError, pytest.fail.Exception, WebSocketException, OSError, EOFError, TimeoutError,
)  # fmt: skip


async def hold(step: str, instead: str) -> object:
    """Hold a step's conversation with another server; what it came to."""
    record = Record()
    writers = []
    async with in_process.serve(APPS[instead]) as server:
        open_connection = server.open_connection

        async def remember() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
            reader, writer = await open_connection()
            writers.append(writer)
            return reader, writer

        server.open_connection = remember  # type: ignore[method-assign]
        try:
            async with asyncio.timeout(60):
                await conversation.hold(conversation.load_talk(step), server, record)
        finally:
            for writer in writers:  # a talk that fails leaves them open
                writer.transport.abort()
    return record.answer


@pytest.mark.parametrize("step", conversation.steps())
@pytest.mark.parametrize("instead", APPS)
def test_the_conversation_does_not_hold(instead: str, step: str) -> None:
    """It fails; a prediction's, which asserts nothing, comes to another answer."""
    if step in TALKS[instead]:
        hurry.run(hold(step, instead))
        return
    try:
        answer = hurry.run(hold(step, instead))
    except FAILURES:
        return
    right = asyncio.run(conversation.hold_in_process(step)).answer
    assert answer != right


@pytest.mark.parametrize("instead", APPS)
def test_each_exception_has_a_conversation(instead: str) -> None:
    assert TALKS[instead].keys() <= set(conversation.steps())


@pytest.mark.parametrize("instead", APPS)
def test_no_test_of_a_chapter_passes(instead: str) -> None:
    """In process, where time is skipped in which nothing happens."""
    assert passing("--instead", instead, at_least=150) == set(TESTS[instead])


@pytest.mark.real
@pytest.mark.proof
@pytest.mark.timeout(600)
@pytest.mark.parametrize("instead", APPS)
def test_nor_does_one_that_needs_a_real_socket(instead: str, full: bool) -> None:
    """The short form takes one chapter, without an exception."""
    chapter = "*" if full else "03_*"
    passed = passing("--instead", instead, "--full", chapter=chapter, at_least=15 if full else 2)
    assert passed == (set(TESTS_OF_A_REAL_SOCKET[instead]) if full else set())


def passing(*options: str, chapter: str = "*", at_least: int) -> set[str]:
    """The tests of chapters that pass with these options, of at least so many that fail."""
    files = sorted(map(str, (ROOT / "tests").glob(f"test_ch{chapter}.py")))
    # What a test leaves open when it fails is no matter here.
    ignored = ("ResourceWarning", "pytest.PytestUnraisableExceptionWarning")
    quiet = [word for name in ignored for word in ("-W", f"ignore::{name}")]
    rest = ["-q", "--tb=no", "-rp", "-p", "no:cacheprovider", *quiet]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *rest, *options, *files],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    summary = done.stdout.splitlines()[-1]
    failed = re.search(r"(\d+) failed", summary)
    assert failed, done.stdout
    assert int(failed[1]) >= at_least, summary
    assert "error" not in summary, done.stdout
    found = re.findall(r"^PASSED tests/test_(\w+)\.py(::\w+)", done.stdout, re.MULTILINE)
    return {chapter + test for chapter, test in found}
