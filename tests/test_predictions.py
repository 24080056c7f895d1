"""The other side of each prediction: its answer is right for the reason that its chapter gives.

Its program answers otherwise where it is asked otherwise, and its talk tells what it sees.
"""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
import responder
from starlette.testclient import TestClient
from websockets.exceptions import ConnectionClosed

from live import conversation, in_process
from live.wire import Record
from tests.test_conversations import assert_clean, leave_in_each_way
from tutorial_code.ch10_security.post import post


def program(*handlers: Any) -> responder.API:
    """A server whose handlers serve one connection each, on any path, and the last all others."""
    api = responder.API(sessions=False)
    *left, last = handlers

    @api.route("/{path:path}", websocket=True)  # type: ignore[untyped-decorator]
    async def serve(ws: Any, *, path: str) -> None:
        await (left.pop(0) if left else last)(ws)

    return api


# What the chapters go on from

ANSWERS = {
    "ch01_handshake/predict_elsewhere": "403",
    "ch01_handshake/predict_pieces": "1: WebSocket",
    "ch02_echo/predict_accept": "HTTP 403",
    "ch02_echo/predict_counter": "3: back",
    "ch03_chat/predict_no_finally": "1006",
    "ch03_chat/predict_one_queue": "two",
    "ch04_formats/predict_two_names": "hello, ben",
    "ch04_formats/predict_umlauts": "1009",
    "ch05_browser/predict_missed": "I am back",
    "ch05_browser/predict_slash": "403",
    "ch06_hooks/predict_elsewhere": "HTTP 403",
    "ch06_hooks/predict_return_false": "You are in.",
    "ch07_lifecycle/predict_return": "1006",
    "ch07_lifecycle/predict_too_late": "1001",
    "ch08_testing/predict_bytes": "closed with 1011",
    "ch08_testing/predict_next": "Echo: one",
    "ch09_slow_clients/predict_asleep": "100",
    "ch09_slow_clients/predict_order": "acme 12",
    "ch10_security/predict_one_origin": "You are in.",
    "ch10_security/predict_one_seat": "HTTP 403",
    "ch11_reconnect/predict_busy": "the pong",
    "ch11_reconnect/predict_key": "yes",
    "ch12_scale/predict_kept": "2",
    "ch12_scale/predict_keys": "2",
    "ch13_deploy/predict_plain": "HTTP 404",
    "ch13_deploy/predict_ticket": "HTTP 403",
}


@pytest.mark.parametrize("step", [step for step in conversation.steps() if "/predict_" in step])
async def test_the_answer_is_the_one_that_its_chapter_goes_on_from(step):
    assert (await conversation.hold_in_process(step)).answer == ANSWERS[step]


# The talks tell what they see


async def welcomes(ws: Any) -> None:
    await ws.accept()
    await ws.send_text("Welcome.")
    await ws.close()


async def lets_in(ws: Any) -> None:
    await ws.accept()
    await ws.send_text("You are in.")
    await ws.close()


async def echoes(ws: Any) -> None:
    await ws.accept()
    async for text in ws.iter_text():
        await ws.send_text(text)


async def throws_out(ws: Any) -> None:
    await ws.accept()
    await ws.close(4401)


async def welcomes_later(ws: Any) -> None:
    await ws.accept()
    await ws.receive()
    await ws.send_text("Welcome.")
    await ws.close()


async def throws_out_later(ws: Any) -> None:
    await ws.accept()
    await ws.receive()
    await ws.close(4401)


@pytest.mark.parametrize(
    ("step", "handler", "answer"),
    [
        ("ch01_handshake/predict_elsewhere", welcomes, "101"),
        ("ch02_echo/predict_accept", welcomes_later, "Welcome."),
        ("ch04_formats/predict_two_names", throws_out_later, "4401"),
        ("ch05_browser/predict_slash", welcomes, "101"),
        ("ch06_hooks/predict_elsewhere", welcomes, "Welcome."),
        ("ch06_hooks/predict_elsewhere", throws_out, "close 4401"),
        ("ch06_hooks/predict_return_false", welcomes, "Welcome."),
        ("ch06_hooks/predict_return_false", throws_out, "close 4401"),
        ("ch08_testing/predict_bytes", welcomes_later, "'Welcome.'"),
        ("ch08_testing/predict_bytes", throws_out_later, "closed with 4401"),
        ("ch10_security/predict_one_origin", throws_out, "close 4401"),
        ("ch10_security/predict_one_seat", lets_in, "You are in."),
    ],
)
async def test_another_server_makes_another_answer(step, handler, answer):
    assert await answer_of(step, program(handler)) == answer


async def answer_of(step: str, api: Any) -> Any:
    """What the talk of a prediction comes to with another server."""
    record = Record()
    async with in_process.serve(api) as server:
        await conversation.hold(conversation.load_talk(step), server, record)
    return record.answer


async def test_who_is_put_out_of_the_free_seat_says_so():
    others = program(lets_in, throws_out)
    assert await answer_of("ch10_security/predict_one_seat", others) == "close 4401"


async def test_who_is_put_out_while_it_sleeps_has_heard_no_more():
    async def tells_two(ws: Any) -> None:
        await ws.accept()
        for text in "0", "1":
            await ws.send_text(text)
        await ws.close()

    others = program(tells_two, echoes)
    assert await answer_of("ch09_slow_clients/predict_asleep", others) == "2"


async def test_where_both_processes_know_all_tickets_each_lets_in():
    step = conversation.load("ch13_deploy/predict_ticket")
    step.tickets["two"] = step.tickets["one"]
    assert await answer_of("ch13_deploy/predict_ticket", step.api) == "Hello, ann."


# The programs do what they seem to do, but for what the question is about


async def test_the_path_that_has_a_route_is_answered():
    step = conversation.load("ch01_handshake/predict_elsewhere")
    async with in_process.serve(step.api) as server, server.connect("/ws") as ws:
        assert await ws.recv() == "Hello"
        reader, writer = await server.open_connection()
        writer.write(b"GET / HTTP/1.0\r\n\r\n")
        assert (await reader.read()).endswith(b"\r\n\r\nHello")
        writer.close()


async def test_with_a_word_of_welcome_the_same_handler_answers():
    step = conversation.load("ch02_echo/predict_accept")

    async def accepting(ws: Any) -> None:
        await ws.accept()
        await step.echo(ws)

    async with in_process.serve(program(accepting)) as server, server.connect("/ws") as ws:
        await ws.send("hello")
        assert await ws.recv() == "Echo: hello"


async def test_with_the_slash_the_page_finds_its_room():
    step = conversation.load("ch05_browser/predict_slash")
    async with in_process.serve(step.api) as server:
        for slash in (b"", b"/"):
            reader, writer = await server.open_connection()
            writer.write(b"GET /rooms/blue" + slash + b" HTTP/1.0\r\n\r\n")
            assert b"new WebSocket('chat')" in await reader.read()
            writer.close()
        async with server.connect("/rooms/blue/chat") as ws:
            await ws.send("hello")
            assert await ws.recv() == "hello"


async def test_the_hook_turns_away_who_asks_for_a_path_that_has_a_route():
    step = conversation.load("ch06_hooks/predict_elsewhere")
    async with in_process.serve(step.api) as server, server.connect("/ws") as ws:
        with pytest.raises(ConnectionClosed):
            await ws.recv()
    assert (ws.close_code, ws.close_reason) == (4401, "nobody comes in here")


async def test_without_the_hook_its_handler_lets_in():
    step = conversation.load("ch06_hooks/predict_elsewhere")
    async with in_process.serve(program(step.greet)) as server, server.connect("/ws") as ws:
        assert await ws.recv() == "You are in."


async def test_who_speaks_in_time_is_answered(monkeypatch):
    step = conversation.load("ch07_lifecycle/predict_too_late")
    patient = SimpleNamespace(timeout=lambda seconds: asyncio.timeout(50 * seconds))
    monkeypatch.setattr(step, "asyncio", patient)
    async with in_process.serve(step.api) as server, server.connect("/ws") as ws:
        await ws.send("hello")
        assert await ws.recv() == "Echo: hello"
        await ws.wait_closed()
    assert ws.close_code == 1000


def test_the_test_client_takes_bytes_where_a_text_belongs():
    step = conversation.load("ch08_testing/predict_bytes")
    with TestClient(step.api).websocket_connect("/ws") as ws:
        ws.send_text("x")
        assert ws.receive() == {"type": "websocket.send", "text": b"x"}
        assert ws.receive()["code"] == 1000


async def test_one_after_the_other_has_the_seat():
    step = conversation.load("ch10_security/predict_one_seat")
    async with in_process.serve(step.api) as server:
        for _ in range(3):
            async with server.connect("/ws") as ws:
                assert await ws.recv() == "You are in."
            assert step.seats == {"taken": 0}


async def test_the_process_that_has_sold_a_ticket_takes_it():
    step = conversation.load("ch13_deploy/predict_ticket")
    async with in_process.serve(step.api) as server:
        _, _, ticket = await post(server.open_connection, "/one/ticket")
        async with server.connect(f"/one/chat?ticket={ticket}") as ws:
            assert await ws.recv() == "Hello, ann."


async def test_however_a_client_leaves_its_seat_the_log_stays_clean():
    step = "ch10_security/predict_one_seat"
    record = await conversation.hold_in_process(step)
    async with in_process.serve(conversation.load(step).api) as server:
        await leave_in_each_way(server, record)
    assert_clean(server.log)
