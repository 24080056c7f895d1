"""The echo's edges, and the mistakes that chapter 2 shows."""

import pytest
from websockets.exceptions import ConnectionClosedError, ConnectionClosedOK, InvalidStatus

from tests import chapters
from tests.processes import TRACEBACK
from tests.raw_frames import CLOSE, TEXT, frame, raw_client

ECHO = "ch02_echo/step1_echo"


def test_the_chapter_holds_its_examples():
    assert chapters.count("ch02_echo", "snippet") == 6
    assert chapters.count("ch02_echo", "testcode") == 4


@pytest.mark.parametrize("text", ["", " ", "grüß dich 👋", "\x00", "x" * 100_000])
async def test_any_text_comes_back(serve, text):
    async with serve(ECHO) as server, server.connect("/ws") as ws:
        await ws.send(text)
        assert await ws.recv() == f"Echo: {text}"


async def test_messages_come_back_in_order(serve):
    async with serve(ECHO) as server, server.connect("/ws") as ws:
        for number in range(100):
            await ws.send(str(number))
        assert [await ws.recv() for _ in range(100)] == [f"Echo: {n}" for n in range(100)]


async def test_each_client_hears_only_itself(serve):
    async with (
        serve(ECHO) as server,
        server.connect("/ws") as one,
        server.connect("/ws") as two,
    ):
        await one.send("one")
        await two.send("two")
        assert await one.recv() == "Echo: one"
        assert await two.recv() == "Echo: two"


async def test_another_path_is_refused(serve):
    async with serve(ECHO) as server:
        with pytest.raises(InvalidStatus, match="403"):
            await server.connect("/elsewhere")


async def test_a_client_that_vanishes_leaves_the_others_in_peace(serve):
    async with serve(ECHO) as server, server.connect("/ws") as stays:
        leaves = await server.connect("/ws")
        leaves.transport.abort()
        await stays.send("still there?")
        assert await stays.recv() == "Echo: still there?"
        assert TRACEBACK not in server.log


async def leave_quietly(server):
    """The check that the echo passes: a client comes, speaks, leaves, and the log stays clean."""
    async with server.connect("/ws") as ws:
        await ws.send("hello")
        assert await ws.recv() == "Echo: hello"
    await settled(server)
    assert TRACEBACK not in server.log


async def settled(server):
    """Wait until the server has worked off what came before: it serves one more client."""
    async with server.connect("/ws") as ws:
        await ws.send("")
        await ws.recv()


async def test_the_echo_lets_a_client_leave_quietly(serve):
    async with serve(ECHO) as server:
        await leave_quietly(server)


async def test_an_endless_loop_logs_a_traceback_for_each_client_that_leaves(serve):
    async with serve("ch02_echo/wrong_while_true") as server:
        with pytest.raises(AssertionError):
            await leave_quietly(server)
        assert "WebSocketDisconnect: (1000, '')" in server.log


async def leave_in_a_hurry(server):
    """The check that the echo passes: message and goodbye arrive together, and the log is clean."""
    async with raw_client(server, "/ws") as client:
        await client.send(frame(TEXT, b"hello"), frame(CLOSE, (1000).to_bytes(2)))
        assert await client.ends() == 1000
    await settled(server)
    assert TRACEBACK not in server.log


async def test_the_echo_lets_a_client_leave_in_a_hurry(serve):
    async with serve(ECHO) as server:
        await leave_in_a_hurry(server)


async def test_without_the_except_a_client_in_a_hurry_leaves_a_traceback(serve):
    async with serve("ch02_echo/wrong_no_except") as server:
        await leave_quietly(server)
        with pytest.raises(AssertionError):
            await leave_in_a_hurry(server)
        assert "starlette.websockets.WebSocketDisconnect" in server.log


async def speak_twice(server):
    """The check that the echo passes: a second message is answered, and the goodbye is clean."""
    async with server.connect("/ws") as ws:
        for text in ("one", "two"):
            await ws.send(text)
            assert await ws.recv() == f"Echo: {text}"
        await ws.close()
        with pytest.raises(ConnectionClosedOK):
            await ws.recv()


async def test_the_echo_answers_twice(serve):
    async with serve(ECHO) as server:
        await speak_twice(server)


async def test_a_handler_that_returns_ends_the_connection_with_1006(serve):
    async with serve("ch02_echo/wrong_no_loop") as server:
        with pytest.raises(ConnectionClosedError) as failure:
            await speak_twice(server)
        assert failure.value.rcvd is None


async def test_who_says_neither_yes_nor_no_refuses_and_the_log_says_what_is_missing(serve):
    async with serve("ch02_echo/predict_accept") as server:
        for _ in range(2):  # by the second time the first is in the log
            with pytest.raises(InvalidStatus, match="403"):
                await server.connect("/ws")
        assert 'Need to call "accept" first' in server.log
