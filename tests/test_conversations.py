"""Every step's one conversation, on each runtime, and in its chapter."""

import pytest

from live import conversation
from live.wire import Record
from tests.processes import TRACEBACK, serve_step

STEPS = conversation.steps()


@pytest.mark.parametrize("step", STEPS)
async def test_the_conversation_holds_in_process(step: str) -> None:
    await conversation.hold_in_process(step)


@pytest.mark.real
@pytest.mark.parametrize("step", STEPS)
async def test_the_wire_shows_the_same_on_a_real_socket(step: str) -> None:
    expected = await conversation.hold_in_process(step)
    record = Record()
    async with serve_step(step) as server:
        await conversation.hold(conversation.load_talk(step), server, record)
    assert record.as_text() == expected.as_text()


@pytest.mark.real
@pytest.mark.parametrize("step", [step for step in STEPS if "/wrong_" not in step])
async def test_clients_that_leave_leave_no_traceback(step: str) -> None:
    async with serve_step(step) as server:
        await conversation.hold(conversation.load_talk(step), server, Record())
        await server.stop()
    assert TRACEBACK not in server.log


@pytest.mark.parametrize("step", STEPS)
def test_the_chapter_plays_the_conversation(step: str) -> None:
    chapter = conversation.TUTORIAL.parent / "docs" / f"{step.split('/')[0]}.rst"
    assert f'play("{step}"' in chapter.read_text(encoding="utf-8")
