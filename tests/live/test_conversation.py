"""What every conversation is held with."""

import logging
from collections.abc import Callable
from typing import Any

import pytest

from live import conversation
from live.wire import Record


def test_what_a_step_gave_to_a_logger_is_taken_back_and_nothing_else():
    def foreign(record: logging.LogRecord) -> bool:
        return True

    logger = logging.getLogger("uvicorn.error")
    before = list(logger.filters)
    logger.addFilter(foreign)
    try:
        conversation.load("ch04_formats/step7_strict")
        given = [each for each in logger.filters if each not in [*before, foreign]]
        assert given
        conversation.forget()
        assert foreign in logger.filters
        assert not [each for each in given if each in logger.filters]
    finally:
        logger.removeFilter(foreign)


async def raw(open_connection: Any) -> None:
    """A talk of bytes only."""


async def both(connect: Any, open_connection: Any) -> None:
    """A talk that also asks for something."""


async def clients(connect: Any) -> None:
    """A talk of clients."""


@pytest.mark.parametrize(("talk", "is_raw"), [(raw, True), (both, False), (clients, False)])
def test_a_talk_that_asks_for_bytes_alone_prints_by_itself(talk: Callable[..., Any], is_raw: bool):
    assert conversation.is_raw(talk) == is_raw


def test_the_clients_after_the_letters_are_numbered():
    connect = conversation.recorded(lambda path, logger, **_: logger.lane, Record())
    lanes = [connect("/ws") for _ in range(28)]
    assert [lanes[0], *lanes[25:]] == ["A", "Z", "A1", "A2"]
