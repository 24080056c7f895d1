"""A conversation that fails says where, on which runtime, what was expected, and what came."""

import asyncio
import inspect
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import responder
from websockets.exceptions import ConnectionClosedError

from live import conversation, failure, in_process
from tests import hurry
from tests.processes import ROOT
from tests.runtimes import RUNTIMES, Serve, serve_in_process

HELLO = "ch01_handshake/step1_hello"  # it speaks first, so an echo's conversation fails with it
ECHO = "ch02_echo/step1_echo"
NAMES = {
    "in_process": "in process",
    "real_socket": "on a real socket",
    "in_page": "in the page",
}
STORY = """\
The conversation failed.
chapter: ch02_echo
line: tutorial_code/ch02_echo/step1_echo_talk.py:7
runtime: {runtime}
expected: await ws.recv() == "Echo: hello"
came: A ← text Hello
on the wire:
A → GET /ws
A ← 101 Switching Protocols
A ← text Hello
A → text hello
"""


def test_there_is_a_name_for_each_runtime():
    assert len(NAMES) == len(RUNTIMES)


async def test_a_talk_that_fails_tells_its_story(request, serve: Serve):
    with pytest.raises(AssertionError) as failed:
        async with serve(HELLO) as server:
            await conversation.hold(conversation.load_talk(ECHO), server, server.record)
    runtime = NAMES[request.node.callspec.params["serve"]]
    (story,) = failed.value.__notes__
    expected, _, wire = STORY.format(runtime=runtime).partition("on the wire:\n")
    assert story.startswith(expected)
    # Whether the greeting or the first word crosses the wire first is chance.
    assert set(wire.splitlines()) <= set(story.splitlines())


async def say_goodbye(serve: Serve) -> None:
    async with serve(ECHO) as server, server.connect("/ws") as ws:
        await ws.send("hello")
        assert await ws.recv() == "goodbye"


async def test_a_test_that_fails_tells_its_story(request, serve: Serve):
    with pytest.raises(AssertionError) as failed:
        await say_goodbye(serve)
    runtime = NAMES[request.node.callspec.params["serve"]]
    (story,) = failed.value.__notes__
    assert f"\nruntime: {runtime}\n" in story
    assert '\nexpected: await ws.recv() == "goodbye"\n' in story
    assert "\ncame: AssertionError: assert 'Echo: hello' == 'goodbye'\n" in story
    assert "\nA ← text Echo: hello\n" in story


async def hear_two(serve: Serve) -> None:
    async with serve(ECHO) as server, server.connect("/ws") as ws:
        await ws.send("one")
        assert [await ws.recv(), await ws.recv()] == [
            "Echo: one",
            "Echo: two",
        ]


async def test_what_was_expected_is_told_on_one_line(serve: Serve, monkeypatch):
    monkeypatch.setattr(conversation, "PATIENCE", 0.2)
    with pytest.raises(AssertionError) as failed:
        await hear_two(serve)
    (story,) = failed.value.__notes__
    demand = '[await ws.recv(), await ws.recv()] == [ "Echo: one", "Echo: two", ]'
    assert f"\nexpected: {demand}\n" in story
    assert "\ncame: AssertionError: the client received nothing within 0.2 s\n" in story


def test_a_message_that_comes_late_but_in_time_is_waited_for():
    """Half of the time is over in one go where the machine itself has stood still."""
    api = responder.API(sessions=False)

    @api.route("/ws", websocket=True)  # type: ignore[untyped-decorator]
    async def answer(ws: Any) -> None:
        await ws.accept()
        await asyncio.sleep(0.75 * conversation.PATIENCE)
        await ws.send_text("at last")

    async def hear() -> Any:
        async with in_process.serve(api) as server:
            connect = partial(server.connect, create_connection=conversation.PatientConnection)
            async with connect("/ws", ping_interval=None) as ws:
                return await ws.recv()

    assert hurry.run(hear()) == "at last"


async def wait_in_vain(serve: Serve) -> None:
    async with asyncio.timeout(0.2), serve(ECHO) as server, server.connect("/ws") as ws:
        await ws.recv()


async def test_a_time_out_is_told_where_the_waiting_was():
    with pytest.raises(TimeoutError) as failed:
        await wait_in_vain(serve_in_process)
    (story,) = getattr(failed.value.__cause__, "__notes__", [])
    assert "\nexpected: await ws.recv()\n" in story


async def hear_bytes() -> None:
    serve = serve_in_process("ch04_formats/step1_formats")
    async with serve as server, server.connect("/bytes") as ws:
        await ws.send(b"\x00\xff")
        await ws.recv()
        raise AssertionError  # about what recv gave


async def hear_one_and_a_pong(raise_it: Callable[[], None]) -> None:
    async with serve_in_process(ECHO) as server, server.connect("/ws") as ws:
        await ws.send("one")
        await ws.recv()
        await (await ws.ping("two"))
        raise_it()


def about_what_recv_gave() -> None:
    raise AssertionError  # about what recv gave


def about_something_else() -> None:
    raise AssertionError


async def say_nothing() -> None:
    async with serve_in_process(ECHO):
        raise AssertionError


@pytest.mark.parametrize(
    ("hold", "came"),
    [
        (hear_bytes, "A ← binary 00 ff"),
        (partial(hear_one_and_a_pong, about_what_recv_gave), "A ← text Echo: one"),
        (partial(hear_one_and_a_pong, about_something_else), "A ← pong 74 77 6f"),
        (say_nothing, "nothing"),
    ],
)
async def test_where_an_error_says_nothing_the_last_message_came(hold, came):
    with pytest.raises(AssertionError) as failed:
        await hold()
    (story,) = failed.value.__notes__
    assert f"\ncame: {came}\n" in story


async def test_of_several_places_the_innermost_is_told():
    with pytest.raises(AssertionError) as failed:
        await hear_one_and_a_pong(about_something_else)
    (story,) = failed.value.__notes__
    assert "\nexpected: raise AssertionError\n" in story


def test_an_error_that_was_raised_elsewhere_is_placed_where_it_comes_from():
    with pytest.raises(AssertionError) as failed:
        about_something_else()
    place = failure.place(failed.value)
    assert place[0] == "tests/live/test_failure.py"
    cause, context = TimeoutError(), TimeoutError()
    cause.__cause__ = context.__context__ = failed.value
    assert failure.place(cause) == failure.place(context) == place
    assert failure.place(TimeoutError()) == ("none", 0)


def test_a_demand_is_told_whole_whichever_of_its_lines_failed():
    lines, first = inspect.getsourcelines(hear_two)
    [start] = [number for number, line in enumerate(lines, first) if "assert" in line]
    for line in range(start, start + 4):
        told = failure.statement("tests/live/test_failure.py", line)
        assert told == '[await ws.recv(), await ws.recv()] == [ "Echo: one", "Echo: two", ]'
    assert failure.statement("tests/live/test_failure.py", start - 1) == 'await ws.send("one")'


async def test_what_the_library_raises_is_what_came(serve: Serve):
    with pytest.raises(ConnectionClosedError) as failed:
        async with serve("ch02_echo/wrong_no_loop") as server:
            await conversation.hold(conversation.load_talk(ECHO), server, server.record)
    (story,) = failed.value.__notes__
    assert "\nexpected: await ws." in story
    assert "\ncame: ConnectionClosedError: no close frame received or sent\n" in story


def test_a_block_of_a_chapter_that_fails_tells_its_story(tmp_path):
    play = f'from live.conversation import play\n\n   play("{HELLO}", "{ECHO}")'
    page = tmp_path / "page.rst"
    page.write_text(f".. testcode::\n\n   {play}\n\n.. testoutput::\n\n   A\n", encoding="utf-8")
    options = ["-p", "no:cacheprovider", "--rootdir", str(ROOT), "-c", str(ROOT / "pyproject.toml")]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(page)],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert "page.rst" in done.stdout
    assert STORY.format(runtime="in process").rpartition("on the wire")[0] in done.stdout
