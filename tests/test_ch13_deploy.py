"""The room in production: its settings, its goodbye, what stands before it and around it."""

import asyncio
import contextlib
import csv
import importlib
import json
import logging
import math
import re
import shlex
import shutil
import signal
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import partial
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
import uvicorn
from coverage import Coverage
from playwright.async_api import Page, expect
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve as websockets_serve
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.protocol import State

from live import conversation, in_process
from live.wire import Record
from tests import chapters, hurry
from tests import test_ch09_slow_clients as ch09
from tests.browser.test_panel import accessible
from tests.nginx_server import nginx
from tests.processes import (
    TRACEBACK,
    ServerProcess,
    free_ports,
    run,
    serve_command,
    serve_step,
)
from tests.raw_frames import CLOSE, CONTINUATION, TEXT, UPGRADE, frame, raw_client
from tests.redis_server import redis_server
from tests.runtimes import end_of, in_memory
from tests.test_ch04_formats import INPUTS
from tutorial_code.ch10_security.post import post
from tutorial_code.ch11_reconnect.client import Client
from tutorial_code.ch13_deploy.get import get
from tutorial_code.ch13_deploy.metrics import LOOK, Metrics
from tutorial_code.ch13_deploy.pages import FILES
from tutorial_code.ch13_deploy.settings import READ, Settings, read
from tutorial_code.ch13_deploy.step4_metrics_talk import read as read_metrics

HERE = "ch13_deploy"
FOLDER = chapters.TUTORIAL / HERE
NAIVE = "ch03_chat/step1_room"
ROOM = f"{HERE}/step6_room"
CARELESS = (TRACEBACK, "never retrieved", "was destroyed", "never awaited")
PATIENCE = 10
LONG = "x" * 60_000
LOUD: dict[str, Any] = {"max_queue": None, "ping_interval": None, "compression": None}


def test_the_chapter_holds_its_examples():
    assert chapters.count(HERE, "snippet") == 31
    assert chapters.count(HERE, "testcode") == 6
    assert chapters.count(HERE, "csv-table") == 4


# What the tests are made of


AS_EVER = ("-m", f"tutorial_code.{HERE}.step6_room")


def serve_room(
    *program: str, **settings: str
) -> contextlib.AbstractAsyncContextManager[ServerProcess]:
    """The room as ``make room`` starts it, for guests who may say much."""
    settings = {"GUESTS": "1", "RATE": "10000"} | settings
    return serve_command(sys.executable, *(program or AS_EVER), env=settings)


@contextlib.asynccontextmanager
async def room_in_memory(monkeypatch: Any, **settings: str) -> AsyncIterator[Any]:
    """The room in this process; ``server.module`` is its step."""
    for name in READ:
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    async with in_memory(ROOM) as server:
        yield server


async def hear(ws: Any, kind: str, within: float = PATIENCE) -> Any:
    """The next message of this type; others are passed over."""
    async with asyncio.timeout(within):
        while (message := json.loads(await ws.recv()))["type"] != kind:
            pass
    return message


def careless(log: str) -> list[str]:
    """What of a log tells of a program that did not look after its tasks or its exceptions."""
    return [word for word in CARELESS if word in log]


# The short way


async def a_member(server: Any, name: str, **options: Any) -> tuple[Any, Any]:
    """A client that has joined, and what the room knows of it."""
    client = await server.connect(f"/chat?name={name}", **LOUD | options)
    await hear(client, "here")
    (member,) = (each for each in server.module.room.members if each.name == name)
    return client, member


async def texts_until(client: Any, last: str) -> list[str]:
    """What a client hears, up to a text that is the last."""
    heard: list[str] = []
    async with asyncio.timeout(PATIENCE):
        while not heard or heard[-1] != last:
            heard.append(await client.recv())
    return heard


async def test_whoever_can_take_a_text_gets_it_at_once(monkeypatch):
    """No writer is started, and nothing is left for a later turn of the event loop."""
    async with room_in_memory(monkeypatch, GUESTS="1") as server:
        ann, member = await a_member(server, "ann")
        server.module.room.tell("hi")
        assert not member.writer
        assert not member.queue.waiting
        assert await ann.recv() == "hi"
        assert await server.module.room.goodbye() == []  # which is no text, and waits its turn
        assert await end_of(ann) == (1012, "restart")


async def test_one_frame_serves_all():
    direct = importlib.import_module(f"tutorial_code.{HERE}.direct")
    text = "grüß dich 👋"
    assert direct.frame(text) is direct.frame(text)
    assert direct.frame(text) == frame(TEXT, text.encode(), masked=False)
    direct.frame("another")
    assert direct.frame.cache_info().currsize == 1, "one, however long it was"


@pytest.mark.parametrize(("held", "written"), [(64 * 1024, True), (64 * 1024 + 1, False)])
def test_whoever_is_64_kib_behind_gets_one_more_text_at_once(held, written):
    direct = importlib.import_module(f"tutorial_code.{HERE}.direct")
    sent: list[bytes] = []
    transport = SimpleNamespace(
        is_closing=lambda: False, get_write_buffer_size=lambda: held, write=sent.append
    )
    connection = SimpleNamespace(conn=SimpleNamespace(state=State.OPEN), transport=transport)
    assert direct.Protocol.write_at_once(connection, "hi") == written
    assert sent == [frame(TEXT, b"hi", masked=False)] * written


async def test_a_text_at_once_never_overtakes_one_that_waits(monkeypatch):
    """Ann reads now and then, so that some texts are written at once and others have to wait."""
    async with room_in_memory(monkeypatch, GUESTS="1") as server:
        ann, member = await a_member(server, "ann")
        told, ways = [], set()
        for number in range(60):
            (ann.transport.resume_reading if number % 20 < 5 else ann.transport.pause_reading)()
            told.append(f"{number} {LONG}")
            server.module.room.tell(told[-1])
            ways.add("outbox" if member.writer else "at once")
            await asyncio.sleep(0)
        ann.transport.resume_reading()
        server.module.room.tell("the last")
        assert await texts_until(ann, "the last") == [*told, "the last"]
        assert ways == {"outbox", "at once"}


async def test_what_a_stuck_member_costs_is_bounded_on_the_short_way_too(monkeypatch):
    """Its transport holds what it may and one text, then its outbox fills, then it is out."""
    async with room_in_memory(monkeypatch, GUESTS="1") as server:
        ann, member = await a_member(server, "ann")
        (connection,) = server.state.connections
        most = connection.transport.high + len(LONG) + 10
        ann.transport.pause_reading()
        for _ in range(60):
            server.module.room.tell(LONG)
            assert connection.transport.get_write_buffer_size() <= most
            assert member.queue.bytes <= 1024 * 1024 + len(LONG)
        assert member.too_slow.is_set()
        ann.transport.abort()


async def test_to_whoever_goes_or_is_gone_nothing_is_written(monkeypatch):
    async with room_in_memory(monkeypatch, GUESTS="1") as server:
        ann, member = await a_member(server, "ann")
        assert member.write_at_once("one")
        await member.ws.close(4000)
        assert not member.write_at_once("after the close frame")
        assert await texts_until(ann, "one") == ["one"]
        assert (await end_of(ann))[0] == 4000
        ben, member = await a_member(server, "ben")
        ben.transport.abort()
        assert not member.write_at_once("to a lost connection")
        assert not careless(server.log)


async def test_whoever_is_put_out_is_told_nothing_more_at_once_either(monkeypatch):
    """Or it would come back with a later id, and never get what did not fit."""
    async with room_in_memory(monkeypatch, GUESTS="1") as server:
        ann, member = await a_member(server, "ann")
        member.tell("one")
        member.too_slow.set()
        member.tell("late")
        assert await ann.recv() == "one"
        with pytest.raises(ConnectionClosed):
            await ann.recv()


async def test_where_a_connection_compresses_texts_take_the_long_way(monkeypatch):
    async with room_in_memory(monkeypatch, GUESTS="1") as server:
        server.config.ws_per_message_deflate = True
        ann, member = await a_member(server, "ann", compression="deflate")
        assert ann.protocol.extensions
        server.module.room.tell("hi")
        assert member.writer
        assert await ann.recv() == "hi"


# The settings of uvicorn


async def compress_and_exceed(server: Any) -> None:
    async with server.connect("/chat", compression="deflate") as ws:
        assert ws.protocol.extensions == [], "the server compresses"
        await ws.send("x" * 65_537)
        assert (await end_of(ws))[0] == 1009


async def test_the_step_declines_compression_and_long_messages(serve):
    async with serve(f"{HERE}/step1_settings") as server:
        await compress_and_exceed(server)
        assert not careless(server.log)


async def test_without_settings_a_server_compresses():
    server: Any
    async with in_process.serve(conversation.load(NAIVE).api) as server:
        with pytest.raises(AssertionError, match="the server compresses"):
            await compress_and_exceed(server)


# The goodbye


@contextlib.asynccontextmanager
async def a_stuck_member(server: Any, path: str, *, naive: bool = False) -> AsyncIterator[Any]:
    """A member that reads nothing, and that the server has more for than the buffers hold."""
    stuck = await server.connect(path, **LOUD)
    stuck.transport.pause_reading()
    async with server.connect(path, **LOUD) as speaker:
        try:
            with contextlib.suppress(TimeoutError):
                while naive or await waiting(server) < 500_000:  # which no kernel takes later
                    await speaker.send(LONG)
                    async with asyncio.timeout(1 if naive else PATIENCE):
                        while len(await speaker.recv()) < len(LONG):
                            pass
            yield stuck
        finally:
            stuck.transport.abort()
            speaker.transport.abort()


async def waiting(server: Any) -> float:
    return float((await read_metrics(server.open_connection))["outbox_bytes"])


async def stop_beside_a_stuck_member(
    server: ServerProcess, members: int, *, naive: bool = False
) -> None:
    """SIGTERM: the process is gone within 5 s, and whoever reads has been told."""
    async with a_stuck_member(server, "/chat", naive=naive), AsyncExitStack() as stack:
        enter = stack.enter_async_context
        healthy = [await enter(server.connect("/chat", **LOUD)) for _ in range(members)]
        assert naive or await waiting(server), "nobody is stuck"
        await server.stop(within=5)
        ends = [await end_of(ws) for ws in healthy]
    assert {code for code, _ in ends} == {1012}, ends


@pytest.mark.real
@pytest.mark.proof
async def test_the_room_stops_in_time_beside_a_stuck_member_and_tells_all(full):
    """Even where the kernel does not give the stuck one up meanwhile."""
    code = f"from tutorial_code.{HERE}.step6_room import *\n"
    code += "serve(api, room.goodbye, deadline=300, **SETTINGS)"
    async with serve_room("-c", code) as server:
        await stop_beside_a_stuck_member(server, 1000 if full else 50)
        assert not careless(server.log)


@pytest.mark.real
async def test_the_naive_room_does_not_stop_beside_a_stuck_member():
    async with serve_step(NAIVE) as server:
        with pytest.raises(AssertionError, match="still running 5 s after"):
            await stop_beside_a_stuck_member(server, 5, naive=True)


async def goodbye_reaches_ben(server: Any) -> None:
    """Ann does not read, and Ben is told that the server goes all the same."""
    async with AsyncExitStack() as stack:
        ann = await stack.enter_async_context(server.connect("/pictures", max_size=None))
        ann.transport.pause_reading()
        stack.callback(ann.transport.abort)
        ben = await stack.enter_async_context(server.connect("/pictures", max_size=None))
        for word in ("one", "two"):
            await ben.send(word)
            assert (await ben.recv()).startswith(f"{word}#")
        going = asyncio.create_task(server.module.room.goodbye())
        try:
            async with asyncio.timeout(1):
                assert await end_of(ben) == (1012, "restart")
        except TimeoutError:
            raise AssertionError("Ben hears nothing") from None
        finally:
            ann.transport.abort()
            await going


async def test_a_goodbye_to_all_at_once_waits_for_nobody():
    async with in_memory(f"{HERE}/step2_goodbye") as server:
        await goodbye_reaches_ben(server)
        assert not careless(server.log)


async def test_a_goodbye_to_one_after_the_other_waits_for_each():
    async with in_memory(f"{HERE}/wrong_goodbye") as server:
        with pytest.raises(AssertionError, match="Ben hears nothing"):
            await goodbye_reaches_ben(server)


async def test_what_waits_comes_before_the_goodbye():
    async with (
        in_memory(f"{HERE}/step5_together") as server,
        server.connect("/chat?name=ann") as ann,
    ):
        await hear(ann, "here")
        room = server.module.room
        for number in range(100):
            room.tell(str(number))
        assert await room.goodbye() == []
        heard = []
        with contextlib.suppress(ConnectionClosed):
            while True:
                heard.append(await ann.recv())
        assert heard == [str(number) for number in range(100)]
        assert (ann.close_code, ann.close_reason) == (1012, "restart")


async def test_who_does_not_go_in_time_is_named(monkeypatch):
    async with in_memory(f"{HERE}/step2_goodbye") as server:
        goodbye = importlib.import_module(f"tutorial_code.{HERE}.goodbye")
        assert goodbye.PATIENCE == 2
        monkeypatch.setattr(goodbye, "PATIENCE", 0.1)
        ann = await server.connect("/pictures", max_size=None)
        ann.transport.pause_reading()
        async with server.connect("/pictures", max_size=None) as ben:
            for word in ("one", "two"):
                await ben.send(word)
                await ben.recv()
            assert (await post(server.open_connection, "/drain"))[2] == "1 did not go"
        ann.transport.abort()


async def test_a_goodbye_is_over_as_soon_as_all_have_gone(monkeypatch):
    async with in_memory(f"{HERE}/step2_goodbye") as server:
        goodbye = importlib.import_module(f"tutorial_code.{HERE}.goodbye")
        monkeypatch.setattr(goodbye, "PATIENCE", 10 * PATIENCE)
        async with server.connect("/pictures") as ann:
            await ann.send("?")
            await ann.recv()
            async with asyncio.timeout(PATIENCE):
                assert await server.module.room.goodbye() == []


@pytest.mark.parametrize("sockets", [1, 0])
async def test_whoever_comes_after_the_signal_is_refused_before_the_goodbye(sockets, monkeypatch):
    goodbye = importlib.import_module(f"tutorial_code.{HERE}.goodbye")
    happened = []

    class Listener:
        def close(self) -> None:
            happened.append("closed")

    async def part() -> None:
        happened.append("goodbye")

    async def shutdown(self: Any, sockets: Any) -> None:
        happened.append("shut down")

    monkeypatch.setattr("uvicorn.Server.shutdown", shutdown)
    server = goodbye.Server(uvicorn.Config(lambda: None, log_config=None), part)
    server.servers = [Listener()]
    await server.shutdown(*[[Listener()]] * sockets)
    assert happened == ["closed"] * (1 + sockets) + ["goodbye", "shut down"]


async def test_uvicorn_alone_closes_before_what_waits_is_sent():
    """Why a goodbye of our own: uvicorn knows nothing of outboxes."""
    async with (
        in_memory(f"{HERE}/step5_together") as server,
        server.connect("/chat?name=ann") as ann,
    ):
        await hear(ann, "here")
        for number in range(100):
            server.module.room.tell(str(number))
        for connection in list(server.state.connections):
            connection.shutdown()  # what uvicorn does on SIGTERM
        with pytest.raises(ConnectionClosed):
            await ann.recv()
        assert (ann.close_code, ann.close_reason) == (1012, "")


@pytest.mark.real
async def test_on_sigterm_the_room_says_goodbye_first():
    async with serve_step(f"{HERE}/step2_goodbye") as server, server.connect("/pictures") as ann:
        await ann.send("?")
        assert await ann.recv() == "1 here"
        server.process.send_signal(signal.SIGTERM)
        assert await end_of(ann) == (1012, "restart")


# Health


async def test_a_full_room_lives_and_is_not_ready(monkeypatch):
    async with room_in_memory(monkeypatch, GUESTS="1") as server:
        ask = server.open_connection
        assert await get(ask, "/ready") == (200, "ready")
        server.module.limits.total = 1
        async with server.connect("/chat") as ann:
            await hear(ann, "hello")
            assert await get(ask, "/ready") == (503, "full")
            assert await get(ask, "/live") == (200, "alive")
        server.module.limits.total = 10_000
        assert await get(ask, "/ready") == (200, "ready")
        await server.module.room.goodbye()
        assert await get(ask, "/ready") == (503, "going")


@pytest.mark.parametrize("breaks", ["hangs", "raises"])
async def test_a_room_whose_log_does_not_answer_lives_and_is_not_ready(breaks, monkeypatch):
    async with room_in_memory(monkeypatch, GUESTS="1") as server:
        care = importlib.import_module(f"tutorial_code.{HERE}.care")
        assert care.WITHIN == 1
        monkeypatch.setattr(care, "WITHIN", 0.05)

        async def newest() -> str:
            if breaks == "hangs":
                await asyncio.Event().wait()
            raise ConnectionError("no answer")

        server.module.log.newest = newest
        ask = server.open_connection
        assert await get(ask, "/ready") == (503, "the log does not answer")
        assert await get(ask, "/live") == (200, "alive")


@pytest.mark.real
async def test_a_room_without_its_redis_is_not_ready_until_it_is_back():
    async with redis_server() as redis, serve_room(REDIS_URL=redis.url) as server:
        ask = server.open_connection
        assert await get(ask, "/ready") == (200, "ready")
        redis.program.process.send_signal(signal.SIGSTOP)
        try:
            assert await get(ask, "/ready") == (503, "the log does not answer")
            assert await get(ask, "/live") == (200, "alive")
        finally:
            redis.program.process.send_signal(signal.SIGCONT)
        async with asyncio.timeout(PATIENCE):
            while (await get(ask, "/ready"))[0] != 200:
                pass


# Metrics


def test_numbers_are_lines_that_name_their_kind():
    metrics = Metrics()
    metrics.count("messages", 0)
    metrics.count("messages")
    metrics.count("messages", 2)
    metrics.state("tasks", lambda: 7)
    metrics.state("members", lambda: 5_000_000)
    assert metrics.text() == (
        "# TYPE chat_messages_total counter\nchat_messages_total 3\n"
        "# TYPE chat_loop_delay_seconds gauge\nchat_loop_delay_seconds 0\n"
        "# TYPE chat_tasks gauge\nchat_tasks 7\n"
        "# TYPE chat_members gauge\nchat_members 5000000\n"
    )


async def test_a_blocked_event_loop_is_seen_once(monkeypatch):
    metrics = Metrics()
    metrics.late()
    loop = asyncio.get_running_loop()
    clock = loop.time
    skipped = 0.0
    monkeypatch.setattr(loop, "time", lambda: clock() + skipped)
    async with metrics.alive(None):
        await asyncio.sleep(0)
        skipped = 7.0  # as if something had blocked the loop for so long
        while not metrics.worst:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.01)
        assert 6 < metrics.late() < 8
        assert metrics.late() < 6


async def test_the_room_counts_who_comes_what_is_said_and_who_is_turned_away(monkeypatch):
    async with room_in_memory(monkeypatch, GUESTS="1", RATE="1") as server:
        async with server.connect("/chat?name=ann") as ann:
            await ann.send("hi")
            await hear(ann, "said")
            numbers = await read_metrics(server.open_connection)
            assert numbers["members"] == numbers["joined_total"] == numbers["messages_total"] == 1
            assert set(alarms()) <= set(numbers)
            for _ in range(4):
                await ann.send("hi")
            assert await end_of(ann) == (4429, "too many messages")
        numbers = await read_metrics(server.open_connection)
        assert numbers["members"] == 0
        assert numbers["messages_total"] == 4


def alarms() -> list[str]:
    """The numbers that the table of alarms names."""
    text = (chapters.DOCS / "tables/ch13_alarms.csv").read_text("utf-8")
    rows = [row["Number"].strip("`") for row in csv.DictReader(text.splitlines())]
    assert rows.pop() == "/ready"
    return [name.removeprefix("chat_") for name in rows]


async def test_the_room_says_how_far_behind_it_is(monkeypatch):
    async with room_in_memory(monkeypatch, GUESTS="1") as server, server.connect("/chat") as ann:
        module, ask = server.module, server.open_connection
        first = (await hear(ann, "hello"))["last"]
        for _ in range(3):
            await ann.send("hi")
            await hear(ann, "said")
        assert (await read_metrics(ask))["lag_entries"] == 0
        module.room.last = first  # as if it had told nobody yet
        assert (await read_metrics(ask))["lag_entries"] == 3

        async def after(last: str) -> None:
            raise ConnectionError("no answer")

        module.log.after = after
        assert math.isnan((await read_metrics(ask))["lag_entries"])


async def test_a_room_begins_with_zeros_and_who_just_leaves_was_not_too_slow():
    async with in_memory(f"{HERE}/step4_metrics") as server:
        before = await read_metrics(server.open_connection)
        for name in ("joined_total", "messages_total", "too_slow_total", "members"):
            assert before[name] == 0
        async with server.connect("/pictures") as ann:
            await ann.send("?")
            await ann.recv()
        async with asyncio.timeout(PATIENCE):
            while (await read_metrics(server.open_connection))["members"]:
                pass
        assert (await read_metrics(server.open_connection))["too_slow_total"] == 0


def test_a_loop_that_nothing_blocks_is_never_late():
    async def look() -> float:
        metrics = Metrics()
        async with metrics.alive(None):
            await asyncio.sleep(10 * LOOK)
        return float(metrics.late())

    assert hurry.run(look()) < LOOK / 10


# nginx


async def through_nginx(file: str, server: ServerProcess, **changed: str) -> Any:
    """Say hi through a file of the chapter, and give what comes back, or the status."""
    ports = {5042: server.port, 5043: server.port}
    async with nginx(FOLDER / file, ports, changed) as proxy:
        try:
            async with proxy.connect("/chat") as ws:
                await ws.send("hi")
                return await ws.recv()
        except InvalidStatus as refusal:
            return refusal.response.status_code


@pytest.mark.real
async def test_nginx_with_tls_lets_a_socket_through_and_without_the_headers_does_not():
    async with serve_step(f"{HERE}/step1_settings") as server:
        assert await through_nginx("nginx.conf", server) == "hi"
        assert await through_nginx("wrong_timeout.conf", server) == "hi"
        assert '"GET /chat HTTP/1.0" 404' not in server.log
        assert await through_nginx("wrong_upgrade.conf", server) == 404
        await server.says('"GET /chat HTTP/1.0" 404')
        for name in ("Upgrade $http_upgrade", "Connection $connection_upgrade"):
            without = {f"proxy_set_header {name};": ""}
            assert await through_nginx("nginx.conf", server, **without) == 404


@pytest.mark.real
async def test_a_strict_server_refuses_a_handshake_in_the_old_version():
    """uvicorn lets HTTP/1.0 pass, and RFC 6455 does not."""

    async def echo(ws: Any) -> None:
        async for message in ws:
            await ws.send(message)

    async with websockets_serve(echo, "127.0.0.1", 0) as strict:
        server: Any = SimpleNamespace(port=strict.sockets[0].getsockname()[1])
        assert await through_nginx("nginx.conf", server) == "hi"
        assert await through_nginx("nginx.conf", server, **{"proxy_http_version 1.1;": ""}) == 505


async def stay_silent(file: str, server: ServerProcess, seconds: float, **changed: str) -> int:
    """Say nothing for so long, or until it ends; the close code, or 0 if it did not end."""
    ports = {5042: server.port, 5043: server.port}
    async with (
        nginx(FOLDER / file, ports, changed) as proxy,
        proxy.connect("/chat", ping_interval=None) as ws,
    ):
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await ws.wait_closed()
                return ws.close_code or 0
        await ws.send("still here")
        assert await ws.recv() == "still here"
        return 0


PINGS = ("--ws-ping-interval", "20", "--ws-ping-timeout", "20")


@pytest.mark.real
@pytest.mark.proof
@pytest.mark.timeout(300)
async def test_a_minute_of_silence_ends_what_no_ping_keeps_open(full):
    """The full form is the file as it is, and waits for a minute; the short one, for a second."""
    rare, often = ("75", "20") if full else ("30", "0.2")
    seconds = 70 if full else 3
    right = {} if full else {"75s": "1s"}
    wrong = {} if full else {'"upgrade";': '"upgrade"; proxy_read_timeout 1s;'}
    step = f"{HERE}/step1_settings"
    async with (
        serve_step(step, "--ws-ping-interval", rare) as silent,
        serve_step(step, "--ws-ping-interval", often) as pings,
    ):
        ends = await asyncio.gather(
            stay_silent("wrong_timeout.conf", silent, seconds, **wrong),
            stay_silent("wrong_timeout.conf", pings, seconds, **wrong),
            stay_silent("nginx.conf", pings, seconds, **right),
        )
    assert list(ends) == [1006, 0, 0]


def test_nginx_waits_longer_than_the_room():
    settings = conversation.load(f"{HERE}/step1_settings").SETTINGS
    text = (FOLDER / "nginx.conf").read_text("utf-8")
    (seconds,) = re.findall(r"proxy_read_timeout (\d+)s;", text)
    assert int(seconds) > settings["ws_ping_interval"] + settings["ws_ping_timeout"]


async def ask_by_tls(proxy: Any, path: str, source: str = "127.0.0.1") -> str:
    context = ssl.create_default_context(cafile=proxy.folder / "cert.pem")
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", proxy.port, ssl=context, server_hostname="chat.example",
        local_addr=(source, 0),
    )  # fmt: skip
    writer.write(f"GET {path} HTTP/1.1\r\nHost: chat.example\r\nConnection: close\r\n\r\n".encode())
    answer = (await reader.read()).decode()
    writer.close()
    return answer


@pytest.mark.real
async def test_what_nginx_tells_the_room_and_what_it_keeps_from_the_world():
    async with serve_room(GUESTS="0", ORIGINS="https://chat.example") as server:
        ports = {5042: server.port, 5043: server.port}
        async with nginx(FOLDER / "nginx.conf", ports) as proxy:
            for path in ("/live", "/ready", "/metrics", "/drain"):
                assert (await ask_by_tls(proxy, path)).startswith("HTTP/1.1 404 "), path
            assert "<title>Chat</title>" in await ask_by_tls(proxy, "/")
            ticket = await post_name(server, "ann")
            options = {"origin": "https://chat.example", "local_addr": ("127.0.0.2", 0)}
            async with proxy.connect(f"/chat?ticket={ticket}", **options) as ann:
                await hear(ann, "hello")
                assert ann.transport.get_extra_info("ssl_object").version() == "TLSv1.3"
            await server.says(r"chat: came, user 'ann' from 127\.0\.0\.2, page 'https://chat\.ex")
            assert ticket not in proxy.access_log + server.log
            assert '"GET /chat" 101' in proxy.access_log
            with pytest.raises(InvalidStatus, match="403"):
                await proxy.connect("/chat", origin="https://evil.example")
            reader, writer = await asyncio.open_connection("127.0.0.1", proxy.ports[80])
            writer.write(b"GET /x HTTP/1.1\r\nHost: chat.example\r\nConnection: close\r\n\r\n")
            assert b"Location: https://chat.example/x\r\n" in await reader.read()
            writer.close()


async def post_name(server: Any, name: str) -> str:
    """A ticket for somebody of this name."""
    status, body = await request(server, "POST", "/ticket", name)
    assert status == 200, body
    return body


async def request(server: Any, method: str, path: str, body: str = "") -> tuple[int, str]:
    reader, writer = await server.open_connection()
    data = body.encode()
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
    writer.write(f"{head}Content-Length: {len(data)}\r\n\r\n".encode() + data)
    answer, _, content = (await reader.read()).decode().partition("\r\n\r\n")
    writer.close()
    return int(answer.split()[1]), content


# The unit and the image


def unit() -> dict[str, list[str]]:
    """What the unit says, by name, with 5042 for its instance."""
    found: dict[str, list[str]] = {}
    for line in (FOLDER / "chat@.service").read_text("utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(name, []).append(value.replace("%i", "5042"))
    return found


def test_systemd_takes_the_unit(tmp_path):
    """By its own verdict where systemd is installed; that each word is one it knows, it says."""
    text = (FOLDER / "chat@.service").read_text("utf-8")
    for program, here in {
        "/srv/chat/.venv/bin/python": sys.executable,
        "/usr/bin/curl": str(shutil.which("curl")),
    }.items():
        assert program in text
        text = text.replace(program, here)  # the verdict looks whether they are there
    file = tmp_path / "chat@5042.service"
    file.write_text(text, "utf-8")
    sections = re.findall(r"^\[(\w+)\]$", text, re.M)
    assert sections == ["Unit", "Service", "Install"]
    if shutil.which("systemd-analyze"):
        command = ["systemd-analyze", "verify", str(file)]
        verdict = subprocess.run(command, capture_output=True, text=True, check=True)
        about = [line for line in verdict.stderr.splitlines() if "chat@" in line]
        assert about == []


@pytest.mark.real
async def test_the_commands_of_the_unit_start_the_room_and_wait_until_it_is_ready():
    (port,) = free_ports(1)
    (start,), (wait,) = unit()["ExecStart"], unit()["ExecStartPost"]
    environment = unit()["Environment"][0].replace("5042", str(port)).split()
    env = dict(pair.split("=") for pair in environment)
    program, *words = shlex.split(start)
    assert program == unit()["WorkingDirectory"][0] + "/.venv/bin/python"
    curl = shlex.split(wait.replace("5042", str(port)).replace("/usr/bin/curl", "curl"))
    async with run(*curl) as waiting, serve_command(sys.executable, *words, env=env) as server:
        assert await waiting.ends() == 0
        assert server.port == port
        assert (await get(server.open_connection, "/ready"))[0] == 200
    assert server.process.returncode == -signal.SIGTERM


def test_systemd_waits_longer_than_the_goodbye_takes():
    settings = conversation.load(f"{HERE}/step1_settings").SETTINGS
    goodbye = importlib.import_module(f"tutorial_code.{HERE}.goodbye")
    (patience,) = unit()["TimeoutStopSec"]
    assert goodbye.PATIENCE + settings["timeout_graceful_shutdown"] + 1 < int(patience)


def instructions() -> list[tuple[str, str]]:
    """The instructions of the Containerfile, each with what it says."""
    text = (FOLDER / "Containerfile").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


@pytest.mark.real
async def test_what_the_image_holds_is_enough_to_run_the_room(tmp_path):
    """Its files in an empty folder, its environment, its command, its health check, its signal."""
    known = {
        "FROM",
        "WORKDIR",
        "COPY",
        "RUN",
        "USER",
        "ENV",
        "EXPOSE",
        "STOPSIGNAL",
        "HEALTHCHECK",
        "CMD",
    }
    found: dict[str, list[str]] = {}
    for word, rest in instructions():
        found.setdefault(word, []).append(rest)
    assert set(found) == known
    for source, target in (rest.split() for rest in found["COPY"]):
        place = tmp_path / target
        if (chapters.ROOT / source).is_dir():
            shutil.copytree(chapters.ROOT / source, place)
        else:
            shutil.copy(chapters.ROOT / source, place)
    (port,) = free_ports(1)
    env = dict(pair.split("=") for pair in found["ENV"][0].split()) | {"PORT": str(port)}
    assert found["EXPOSE"] == ["5042"]
    assert found["USER"][0].split(":")[0] != "0"
    program, *words = json.loads(found["CMD"][0])
    assert program == "python"
    check = json.loads(found["HEALTHCHECK"][0].partition("CMD ")[2].replace("5042", str(port)))
    async with run(sys.executable, *words, env=env, cwd=tmp_path) as room:
        await room.says(f"Uvicorn running on http://0.0.0.0:{port}")
        async with run(sys.executable, *check[1:]) as health:
            assert await health.ends() == 0
        assert await room.stop(getattr(signal, found["STOPSIGNAL"][0]), within=5) < 0
    async with run(sys.executable, *check[1:]) as health:
        assert await health.ends() == 1
    assert not careless(room.log)


def locked(file: Path) -> dict[str, str]:
    """The version of each package, and the hashes that it may have."""
    text = re.sub(r"(?m)^ +#.*\n", "", file.read_text("utf-8"))
    return {entry.partition("==")[0]: entry for entry in re.split(r"\n(?=\w)", text.strip())}


def test_the_image_gets_the_packages_that_the_tests_ran_with():
    of_the_room = locked(FOLDER / "requirements.txt")
    everything = locked(chapters.ROOT / "requirements.txt")
    assert {"responder", "uvicorn", "websockets", "redis"} <= set(of_the_room)
    for name, entry in of_the_room.items():
        wanted = everything[name]
        assert re.findall("sha256:[0-9a-f]{64}", entry) == re.findall("sha256:[0-9a-f]{64}", wanted)
        assert entry.split()[0] == wanted.split()[0]
    run_line = dict(instructions())["RUN"]
    assert run_line.endswith("pip install --no-cache-dir --require-hashes -r requirements.txt")


# The settings of the room


def test_with_nothing_set_each_setting_is_what_the_page_says():
    settings = read({})
    assert settings == Settings("127.0.0.1", 5042, "", frozenset(), 5.0, 65_536, False)
    assert settings.ours(1) == {"http://127.0.0.1:5042", "http://localhost:5042"}
    assert read(dict.fromkeys(READ, "") | {"PORT": " 80 "}).port == 80
    assert [read({"PORT": port}).port for port in ("0", "65535")] == [0, 65_535]
    assert [read({"MAX_SIZE": size}).max_size for size in ("1", "16777216")] == [1, 16_777_216]


@pytest.mark.parametrize(
    ("settings", "origins"),
    [
        ({"PORT": "80"}, {"http://127.0.0.1", "http://localhost"}),
        ({"PORT": "0"}, {"http://127.0.0.1:1", "http://localhost:1"}),
        ({"HOST": "::1"}, {f"http://{each}:5042" for each in ("[::1]", "127.0.0.1", "localhost")}),
        ({"ORIGINS": "https://chat.example"}, {"https://chat.example"}),
    ],
)
def test_its_own_origins_are_written_as_browsers_write_them(settings, origins):
    assert read(settings).ours(1) == origins


WRONG = {
    "PORT": ["x", "-1", "65536", "80.0", "5" * 5000, "²"],
    "REDIS_URL": ["localhost", "http://x", "redis://"],
    "ORIGINS": ["*", "null", "chat.example", "https://chat.example/", "https://a,,https://b", ","],
    "RATE": ["0", "-1", "nan", "inf", "fast"],
    "MAX_SIZE": ["0", "64k", "1e3", "16777217"],
    "GUESTS": ["yes", "2", "true"],
}


@pytest.mark.parametrize(("name", "text"), [(name, each) for name in WRONG for each in WRONG[name]])
def test_a_wrong_value_is_told_in_one_line_that_names_it(name, text):
    with pytest.raises(SystemExit) as end:
        read({name: text})
    line = str(end.value)
    assert line.startswith(f"{name}={text!r} is wrong: expected ")
    assert "\n" not in line


@pytest.mark.real
async def test_the_room_ends_with_that_line_and_nothing_else():
    command = (sys.executable, "-m", f"tutorial_code.{HERE}.step6_room")
    async with run(*command, env={"REDIS_URL": "unix://x?db=y"}) as program:
        assert await program.ends() == 1
    (line,) = program.log.splitlines()
    assert line.startswith("REDIS_URL='unix://x?db=y' is wrong: ")


def test_the_page_about_the_protocol_names_every_setting_and_its_default():
    text = (chapters.DOCS / "tables/protocol_settings.csv").read_text("utf-8")
    rows = {row["Variable"].strip("`"): row for row in csv.DictReader(text.splitlines())}
    assert list(rows) == list(READ)
    for name, (_, default) in READ.items():
        if name != "ORIGINS":
            assert rows[name]["If it is not set"] == (default or "empty")


def test_make_room_starts_the_room():
    dry = subprocess.run(
        ["make", "-n", "room"], cwd=chapters.ROOT, capture_output=True, text=True, check=True
    )
    assert f"-m tutorial_code.{HERE}.step6_room" in dry.stdout


# Who comes in


OWN = "http://127.0.0.1:5042"


async def test_a_name_and_its_ticket_open_the_door_once(monkeypatch):
    async with room_in_memory(monkeypatch) as server:
        assert await request(server, "GET", "/ticket") == (200, "needed")
        path = f"/chat?ticket={await post_name(server, ' grüß dich ')}"
        async with server.connect(path, origin=OWN) as ws:
            assert (await hear(ws, "hello"))["name"] == "grüß dich"
        for again in (path, "/chat", "/chat?ticket=", "/chat?ticket=guessed", "/chat?name=ann"):
            with pytest.raises(InvalidStatus, match="403"):
                await server.connect(again)
        assert not careless(server.log)


@pytest.mark.parametrize("name", ["", " ", "x" * 41, "a\nb", "\x00", "a\u202eb"])
async def test_what_is_no_name_gets_no_ticket(name, monkeypatch):
    async with room_in_memory(monkeypatch) as server:
        assert (await request(server, "POST", "/ticket", name))[0] == 400
        assert (await request(server, "POST", "/ticket", "x" * 1024))[0] == 400
        assert (await request(server, "POST", "/ticket", "x" * 1025))[0] == 413


@pytest.mark.parametrize("name", ["x", "x" * 40, "a b"])
async def test_what_is_a_name_gets_one(name, monkeypatch):
    async with room_in_memory(monkeypatch) as server:
        assert await post_name(server, name)


async def test_the_pages_files_come_with_its_policy_and_as_they_are(monkeypatch):
    async with room_in_memory(monkeypatch) as server:
        for path in "/", "/style.css", "/client.js":
            reader, writer = await server.open_connection()
            writer.write(f"GET {path} HTTP/1.0\r\nAccept-Encoding: gzip\r\n\r\n".encode())
            head, _, body = (await reader.read()).partition(b"\r\n\r\n")
            writer.close()
            assert head.startswith(b"HTTP/1.1 200")
            assert b"content-security-policy: default-src 'self'" in head
            assert body == FILES[path].read_bytes()


async def test_where_nobody_answers_for_the_tickets_whoever_comes_may_come_later(monkeypatch):
    async def fails(text: str) -> None:
        raise ConnectionError("no answer from Redis")

    async with room_in_memory(monkeypatch) as server:
        monkeypatch.setattr(server.module.tickets, "sell", fails)
        monkeypatch.setattr(server.module.tickets, "spend", fails)
        assert await request(server, "POST", "/ticket", "ann") == (503, "try again later")
        ws = await server.connect("/chat?ticket=one")
        assert await end_of(ws) == (1013, "try again later")
        assert server.log.count("WARNING: no answer from Redis") == 2
        assert not careless(server.log)


async def test_guests_need_no_ticket(monkeypatch):
    async with room_in_memory(monkeypatch, GUESTS="1") as server:
        assert await request(server, "GET", "/ticket") == (200, "not needed")
        async with server.connect("/chat") as one, server.connect("/chat?name=ann") as two:
            assert re.fullmatch(r"guest-[0-9a-f]{8}", (await hear(one, "hello"))["name"])
            assert (await hear(two, "hello"))["name"] == "ann"


@pytest.mark.parametrize(
    ("origins", "ours", "foreign"),
    [
        ("", OWN, "https://chat.example"),
        ("", "http://localhost:5042", "http://127.0.0.1:5042.evil.example"),
        ("https://chat.example, https://b.example", "https://b.example", OWN),
    ],
)
async def test_only_pages_of_the_origins_come_in(origins, ours, foreign, monkeypatch):
    async with room_in_memory(monkeypatch, GUESTS="1", ORIGINS=origins) as server:
        for right in (ours, None):
            async with server.connect("/chat", origin=right) as ws:
                await hear(ws, "hello")
        for wrong in (foreign, "null", f"{ours}.evil.example"):
            with pytest.raises(InvalidStatus, match="403"):
                await server.connect("/chat", origin=wrong)
        assert f"refused a page of '{foreign}': it is not among the ORIGINS" in server.log


async def test_on_a_port_that_was_found_its_own_pages_come_in(monkeypatch):
    """The server in process says that its port is 80, the one that no origin names."""
    async with room_in_memory(monkeypatch, GUESTS="1", PORT="0") as server:
        async with server.connect("/chat", origin="http://127.0.0.1") as ws:
            await hear(ws, "hello")
        with pytest.raises(InvalidStatus, match="403"):
            await server.connect("/chat", origin=OWN)


@pytest.mark.real
async def test_a_ticket_that_one_process_sells_another_takes_once():
    async with redis_server() as redis:
        env = {"GUESTS": "0", "REDIS_URL": redis.url}
        async with serve_room(**env) as one, serve_room(**env) as two:
            path = f"/chat?ticket={await post_name(one, 'ann')}"
            async with two.connect(path) as ws:
                assert (await hear(ws, "hello"))["name"] == "ann"
            for server in (one, two):
                with pytest.raises(InvalidStatus, match="403"):
                    await server.connect(path)


# Row: a rolling restart behind nginx with TLS


class Naive:
    """A client of the naive room that comes back as well as it can; as ``Client``, in short."""

    def __init__(self, address: str, **options: Any) -> None:
        self.address, self.options = address, options
        self.ws: Any = None
        self.inbox: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        self.opened = asyncio.Event()

    async def __aenter__(self) -> "Naive":
        self.running = asyncio.create_task(self.run())
        return self

    async def __aexit__(self, *error: object) -> None:
        self.running.cancel()
        await asyncio.gather(self.running, return_exceptions=True)

    async def run(self) -> None:
        while True:
            with contextlib.suppress(OSError, EOFError, WebSocketException):
                async with connect(self.address, **self.options) as self.ws:
                    self.opened.set()
                    async for text in self.ws:
                        self.inbox.put_nowait({"type": "said", "text": str(text)})
            await asyncio.sleep(0.01)

    async def say(self, text: str) -> None:
        while True:
            with contextlib.suppress(ConnectionClosed):
                await self.ws.send(text)
                return
            await asyncio.sleep(0.01)

    def __aiter__(self) -> "Naive":
        return self

    async def __anext__(self) -> dict[str, str]:
        return await self.inbox.get()


async def restart_one_after_the_other(
    servers: list["Restarted"], clients: list[Any], rounds: int
) -> None:
    """All speak all the time; whoever was here at first hears everything, once, in one order."""
    confirmed: list[str] = []
    heard: list[list[str]] = [[] for _ in clients]
    gaps: list[Any] = []
    over = asyncio.Event()

    async def listen(number: int) -> None:
        async for message in clients[number]:
            if message["type"] == "said":
                heard[number].append(message["text"])
            elif message["type"] == "gap":
                gaps.append(message)

    async def speak(number: int) -> None:
        for word in count():
            text = f"{number}:{word}"
            await clients[number].say(text)
            confirmed.append(text)
            if over.is_set():
                return
            await asyncio.sleep(0.01)

    for client in clients:
        await client.opened.wait()
    listening = [asyncio.create_task(listen(number)) for number in range(len(clients))]
    speaking = [asyncio.create_task(speak(number)) for number in range(len(clients))]
    try:
        for _ in range(rounds):
            for server in servers:
                said = len(confirmed)
                await server.restart()
                async with asyncio.timeout(30):
                    while len(confirmed) < said + 5 * len(clients):  # noqa: ASYNC110
                        await asyncio.sleep(0.01)
        over.set()
        async with asyncio.timeout(30):
            await asyncio.gather(*speaking)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(5):
                while min(map(len, heard)) < len(confirmed):  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
    finally:
        for task in (*speaking, *listening):
            task.cancel()
        await asyncio.gather(*speaking, *listening, return_exceptions=True)
    lost = sum(len(set(confirmed) - set(each)) for each in heard)
    assert not lost, f"{lost} lost of {len(confirmed)} for {len(clients)} members"
    assert heard == [heard[0]] * len(clients), "one order for all"
    assert len(set(heard[0])) == len(heard[0]), "each once"
    assert gaps == []


class Restarted:
    """A server that is ended and started again on its port."""

    def __init__(self, step: str, port: int, **settings: str) -> None:
        self.command = (sys.executable, "-m", f"tutorial_code.{step.replace('/', '.')}")
        self.env = {"PORT": str(port)} | settings
        self.log = ""
        self.running = AsyncExitStack()

    async def __aenter__(self) -> "Restarted":
        self.process = await self.running.enter_async_context(
            serve_command(*self.command, env=self.env)
        )
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.running.aclose()
        self.log += self.process.log

    async def restart(self) -> None:
        self.process.process.send_signal(signal.SIGTERM)
        await self.process.ends(5)
        await self.__aexit__()
        await self.__aenter__()


@contextlib.asynccontextmanager
async def two_behind_nginx(step: str, **settings: str) -> AsyncIterator[Any]:
    """Two processes of a room behind nginx: the proxy, and the two."""
    ports = free_ports(2)
    async with (
        Restarted(step, ports[0], **settings) as one,
        Restarted(step, ports[1], **settings) as two,
        nginx(FOLDER / "nginx.conf", dict(zip((5042, 5043), ports, strict=True))) as proxy,
    ):
        yield proxy, [one, two]


@pytest.mark.real
@pytest.mark.proof
@pytest.mark.timeout(300)
async def test_a_rolling_restart_loses_nothing(full):
    members, rounds = (20, 5) if full else (4, 1)
    settings = {"GUESTS": "1", "RATE": "10000"}
    async with (
        redis_server() as redis,
        two_behind_nginx(ROOM, REDIS_URL=redis.url, **settings) as (proxy, servers),
        AsyncExitStack() as stack,
    ):
        clients = [
            await stack.enter_async_context(
                Client(f"{proxy.url}/chat?name=m{n}", first=0.05, longest=0.5, **proxy.trust)
            )
            for n in range(members)
        ]
        await restart_one_after_the_other(servers, clients, rounds)
        logs = [server.log + server.process.log for server in servers]
    assert [careless(log) for log in logs] == [[], []]
    assert min(log.count("[accepted]") for log in logs) > members / 2, "each has served some"


@pytest.mark.real
async def test_a_rolling_restart_of_the_naive_room_loses_messages():
    async with two_behind_nginx(NAIVE) as (proxy, servers), AsyncExitStack() as stack:
        clients = [
            await stack.enter_async_context(Naive(f"{proxy.url}/chat", **proxy.trust))
            for _ in range(4)
        ]
        with pytest.raises(AssertionError, match=r"\d+ lost of"):
            await restart_one_after_the_other(servers[:1], clients, 1)


# Row: bad input


@contextlib.asynccontextmanager
async def bystander(server: Any) -> AsyncIterator[Any]:
    """A member that goes on being served: a function that asks for proof of it."""
    async with server.connect("/chat?name=ben", **LOUD) as ben:

        async def is_served() -> None:
            text = f"still here {next(numbers)}"
            await ben.send(text)
            async with asyncio.timeout(PATIENCE):
                while text not in str(await ben.recv()):
                    pass

        numbers = count()
        await is_served()
        yield is_served


async def bear(server: Any, sent: bytes) -> tuple[int | None, int]:
    """Send bad bytes; the close code, or None if it stays open, and the lines that it was worth."""
    async with bystander(server) as is_served:
        before = len(server.log)
        async with raw_client(server, "/chat?name=eve") as client:
            await client.send(sent, frame(TEXT, b'{"type": "ping"}'))
            code = await until_pong(client)
        await is_served()
        written = server.log[before:]
    assert TRACEBACK not in written, written
    return code, len(re.findall("WARNING|ERROR", written))


async def until_pong(client: Any) -> int | None:
    """Hear until the room answers the ping, or closes; its code, or 1006 without one."""
    try:
        while True:
            opcode, payload = await client.receive()
            if opcode == CLOSE:
                return int.from_bytes(payload[:2])
            if opcode == TEXT and json.loads(payload)["type"] == "pong":
                return None
    except (EOFError, ConnectionResetError):
        return 1006


STRANGE = {  # what is a broken frame nowhere, and yet not what the room expects
    "no key": b'{"type": "say", "text": "hi"}',
    "a key that is no text": b'{"type": "say", "key": 1, "text": "hi"}',
    "half of a surrogate pair for a key": rb'{"type": "say", "key": "\ud800", "text": "hi"}',
    "the same for a text": rb'{"type": "say", "key": "1", "text": "\ud800"}',
    "a text that is none": b'{"type": "say", "key": "1", "text": {"a": []}}',
    "a type that is none": b'{"type": {"type": []}}',
    "an unknown type": b'{"type": "sell"}',
    "a long key": b'{"type": "say", "key": "%s", "text": "hi"}' % (b"x" * 60_000),
    "a NUL in the key": rb'{"type": "say", "key": "\u0000", "text": "hi"}',
}


def ends_of(inputs: dict[str, bytes]) -> dict[str, tuple[bytes, int | None]]:
    """Each of the inputs that chapter 4 knows, with the code that it should end with, if any."""
    text = (chapters.DOCS / "tables/bad_frames.csv").read_text("utf-8")
    rows = {row["a client sends"]: row for row in csv.DictReader(text.splitlines())}
    return {
        name: (sent, int(rows[name]["strict"]) if rows[name]["log lines"] == "1" else None)
        for name, sent in inputs.items()
        if rows[name]["strict"] != "1000"  # a goodbye, and nothing bad
    }


PIECE = frame(CONTINUATION, b"xx", fin=False)
BAD = ends_of(INPUTS)
BAD |= {name: (frame(TEXT, sent), None) for name, sent in STRANGE.items()}
BAD["40,000 fragments of two bytes"] = frame(TEXT, fin=False) + 40_000 * PIECE, 1009


@pytest.mark.parametrize(("sent", "end"), BAD.values(), ids=BAD)
async def test_every_bad_input_has_its_code_and_at_most_one_line(sent, end, monkeypatch):
    async with room_in_memory(monkeypatch, GUESTS="1") as server:
        assert await bear(server, sent) == (end, int(end is not None))


@pytest.mark.parametrize("name", [*STRANGE, "nothing strange"])
@pytest.mark.real
async def test_what_redis_would_have_to_keep_is_no_trouble_either(name, strange_room):
    sent = STRANGE.get(name, b"hi")
    assert await bear(strange_room, frame(TEXT, sent)) == (None, 0)


@pytest.fixture(scope="module")
async def strange_room() -> AsyncIterator[Any]:
    async with redis_server() as redis, serve_room(REDIS_URL=redis.url) as server:
        yield server


@contextlib.asynccontextmanager
async def naive_in_memory() -> AsyncIterator[Any]:
    server: Any
    async with in_process.serve(conversation.load(NAIVE).api) as server:
        server.connect = conversation.recorded(server.connect, Record())
        yield server


@pytest.mark.parametrize("name", ["a binary message", "bytes that are not UTF-8"])
async def test_the_naive_room_answers_bad_input_with_a_traceback(name):
    async with naive_in_memory() as server:
        with pytest.raises(AssertionError, match="Traceback"):
            await bear(server, INPUTS[name])


async def test_the_naive_room_does_not_tell_of_a_broken_frame():
    async with naive_in_memory() as server:
        assert await bear(server, INPUTS["a reserved bit"]) == (1002, 0)


@pytest.mark.parametrize("last", ["", "x", "1-2-3", "9" * 5000, "%00", "%F0%9F%91%8B", "-", "0-0"])
async def test_a_last_that_is_no_id_is_a_gap_and_no_more(last, monkeypatch):
    async with room_in_memory(monkeypatch, GUESTS="1") as server:
        async with server.connect(f"/chat?last={last}") as ws:
            await hear(ws, "hello")
            await ws.send("hi")
            assert (await hear(ws, "said"))["text"] == "hi"
        assert not careless(server.log)


# Row: limits


async def go_too_far(server: Any, seats: int = 5) -> None:
    """Ann goes too far in three ways, and each time she alone is put out."""
    async with bystander(server) as is_served:
        for far, code in ((["x" * 65_537], 1009), (["spam"] * 50, 4429)):
            async with server.connect("/chat?name=ann", **LOUD) as ann:
                with contextlib.suppress(ConnectionClosed):
                    for message in far:
                        await ann.send(message)
                try:
                    async with asyncio.timeout(1):
                        assert (await end_of(ann))[0] == code
                except TimeoutError:
                    raise AssertionError("Ann may do as she likes") from None
            await is_served()
        async with AsyncExitStack() as stack:
            enter = stack.enter_async_context
            for _ in range(seats):
                await hear(await enter(server.connect("/chat?name=cleo", **LOUD)), "here")
            one_more = await enter(server.connect("/chat?name=cleo", **LOUD))
            assert await end_of(one_more) == (4429, "too many connections")
            await is_served()


async def test_whoever_goes_too_far_is_put_out_alone(monkeypatch):
    async with room_in_memory(monkeypatch, GUESTS="1") as server:
        await go_too_far(server)
        assert not careless(server.log)


async def test_the_settings_are_the_limits(monkeypatch):
    async with room_in_memory(monkeypatch, GUESTS="1", MAX_SIZE="10", RATE="0.5") as server:
        async with server.connect("/chat?name=ann") as ann:
            await ann.send("x" * 11)
            assert (await end_of(ann))[0] == 1009
        async with server.connect("/chat?name=ann") as ann:
            for _ in range(3):
                await ann.send("x")
            assert await end_of(ann) == (4429, "too many messages")


def test_the_limits_are_those_that_the_chapter_names(monkeypatch):
    def numbers(step: str) -> tuple[float, float, float]:
        found = conversation.load(step)
        limits = found.room.limits
        return limits.connections, limits.rate, limits.burst

    for name in READ:
        monkeypatch.delenv(name, raising=False)
    assert numbers(f"{HERE}/step5_together") == (2, 5, 20)
    assert numbers(ROOM) == (5, 5, 20)
    monkeypatch.setenv("RATE", "0.1")
    assert numbers(ROOM) == (5, 0.1, 1)


async def test_who_says_too_much_is_noted_once(monkeypatch, caplog):
    caplog.set_level(logging.INFO, "uvicorn.error")
    async with (
        room_in_memory(monkeypatch, GUESTS="1", RATE="1") as server,
        raw_client(server, "/chat?name=ann") as ann,
    ):
        await ann.send(frame(TEXT, b"hi") * 10)  # all of them come at once
        assert await ann.ends() == 4429
    assert caplog.text.count("too many messages") == 1


async def test_the_naive_room_has_no_limits():
    async with naive_in_memory() as server:
        with pytest.raises(AssertionError, match="Ann may do as she likes"):
            await go_too_far(server)


async def test_in_a_crowd_nobody_is_told_who_comes_and_goes(monkeypatch):
    async with room_in_memory(monkeypatch, GUESTS="1") as server, AsyncExitStack() as stack:
        parts = importlib.import_module(f"tutorial_code.{HERE}.room")
        assert parts.CROWD == 200
        monkeypatch.setattr(parts, "CROWD", 2)
        enter = stack.enter_async_context
        ann = await enter(server.connect("/chat?name=ann"))
        assert (await hear(ann, "here"))["names"] == ["ann"]
        ben = await enter(server.connect("/chat?name=ben"))
        assert (await hear(ben, "here"))["names"] == ["ann", "ben"]
        async with server.connect("/chat?name=cleo") as cleo:
            crowd = {"type": "here", "names": [], "count": 3}
            assert await hear(cleo, "here") == crowd
        for ws in (ann, ben):
            seen: list[dict[str, Any]] = []
            while not seen or seen[-1]["type"] != "here":
                seen.append(json.loads(await ws.recv()))
            assert seen[-1]["names"] == ["ann", "ben"]
            assert "cleo" not in str(seen)
        await ben.close()
        assert await hear(ann, "left") == {"type": "left", "name": "ben"}


async def test_a_crowd_is_announced_to_those_who_were_here_at_the_beat_and_still_are(monkeypatch):
    class Told:
        def __init__(self) -> None:
            self.told: list[str] = []
            self.tell = self.told.append

    async with room_in_memory(monkeypatch, GUESTS="1") as server:
        monkeypatch.setattr(importlib.import_module(f"tutorial_code.{HERE}.room"), "CROWD", 1)
        room, (stays, came, left) = server.module.room, (Told(), Told(), Told())
        room.newcomers = {stays, came}
        room.announce({"ann", "ben"}, {stays, left})
        assert [len(each.told) for each in (stays, came, left)] == [1, 0, 0]
        assert room.newcomers == {came}
        room.newcomers, room.members = set(), {stays, came}
        room.announce({"ann"}, set())
        room.announce({"ann"}, set())
        assert [len(each.told) for each in (stays, came, left)] == [2, 1, 0]
        room.members = set()


# Members that cost little while they are silent


def frugal() -> Any:
    return importlib.import_module(f"tutorial_code.{HERE}.frugal")


async def test_the_frugal_outbox_counts_and_is_full_as_that_of_chapter_9(monkeypatch):
    monkeypatch.setattr(frugal(), "MESSAGES", 4)
    monkeypatch.setattr(frugal(), "SIZE", 10)
    outbox = frugal().Outbox()
    assert (outbox.messages, outbox.bytes, outbox.full()) == (0, 0, False)
    for message, relieved, full in (
        ("12345", True, False),
        ("6", False, False),
        ("", False, False),
        ("", False, True),
    ):
        outbox.put(message)
        assert (outbox.relief.is_set(), outbox.full()) == (relieved, full)
    relief = outbox.relief
    drained = outbox.drain()
    assert next(drained) == "12345"
    assert (outbox.messages, outbox.bytes, outbox.full()) == (3, 1, False)
    assert not relief.is_set(), "three of four"
    assert next(drained) == "6"
    assert (outbox.messages, outbox.bytes) == (2, 0)
    assert relief.is_set(), "half of them, and whoever waited goes on"
    assert outbox.relief is frugal().CALM
    assert frugal().CALM.is_set()
    outbox.put("1234567890")
    assert outbox.full(), "ten of ten bytes"
    assert list(drained) == ["", "", "1234567890"]


@pytest.mark.parametrize("cut", [True, False])
async def test_only_what_the_room_cuts_ends_quietly(cut):
    """A handler that somebody else cancels, as uvicorn does in the end, is cancelled."""

    class Room(frugal().Frugal):  # type: ignore[misc]
        async def read(self, member: Any) -> None:
            await asyncio.Event().wait()

    async def accept() -> None:
        accepted.set()

    async def handle() -> None:
        member.too_slow = frugal().Cut()
        await Room().serve(member)

    accepted, member = asyncio.Event(), SimpleNamespace(writer=None)
    member.ws = SimpleNamespace(accept=accept)
    handling = asyncio.create_task(handle())
    await accepted.wait()
    (member.too_slow.set if cut else handling.cancel)()
    await asyncio.wait([handling])
    assert handling.cancelled() is not cut


# Row: idle members, and a day in a minute


async def idle(server: Any, members: int) -> list[Any]:
    """Members that say nothing and hear what they must, as cheap as can be for their side."""
    found: list[Any] = []
    before = (await read_metrics(server.open_connection))["members"]
    while len(found) < members:
        found += await asyncio.gather(*(a_handshake(server) for _ in range(100)))
    await shows(server, lambda numbers: numbers["members"] - before >= members, within=60)
    return found


async def shows(server: Any, true: Any, within: float = 30) -> None:
    """Wait until the room's numbers are such that something is true of them."""
    async with asyncio.timeout(within):
        while not true(await read_metrics(server.open_connection)):  # noqa: ASYNC110
            await asyncio.sleep(0.1)


class Deaf(asyncio.Protocol):
    """Shakes hands, and throws away what it hears."""

    def __init__(self, header: str = "") -> None:
        self.header = header
        self.opened = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.write(f"{UPGRADE.format(path='/chat')}{self.header}\r\n".encode())

    def data_received(self, data: bytes) -> None:
        if not self.opened.done():
            self.opened.set_result(data.startswith(b"HTTP/1.1 101 "))


async def a_handshake(server: ServerProcess, header: str = "") -> Any:
    loop, deaf = asyncio.get_running_loop(), partial(Deaf, header)
    transport, protocol = await loop.create_connection(deaf, "127.0.0.1", server.port)
    assert await protocol.opened
    return transport


@pytest.mark.real
async def test_compression_costs_some_30_kib_for_each_idle_member():
    """Measured in the first step, with its settings and with uvicorn's own."""
    costs = []
    for deflate in ("false", "true"):
        step = serve_step(f"{HERE}/step1_settings", "--ws-per-message-deflate", deflate)
        async with step as server:
            info = psutil.Process(server.process.pid).memory_info
            offer = "Sec-WebSocket-Extensions: permessage-deflate\r\n"
            crowd = [await a_handshake(server, offer) for _ in range(100)]
            before = info().rss
            crowd += [await a_handshake(server, offer) for _ in range(300)]
            costs.append(info().rss - before)
            for transport in crowd:
                transport.abort()
    assert 25 * 1024 < (costs[1] - costs[0]) / 300 < 40 * 1024, costs


@pytest.mark.parametrize(
    ("step", "path", "tasks"), [("ch12_scale/step2_shared", "/chat", 4), (ROOM, "/chat", 1)]
)
async def test_a_silent_member_has_one_task_here_and_four_before(step, path, tasks, monkeypatch):
    monkeypatch.setenv("GUESTS", "1")
    async with in_memory(step) as server, AsyncExitStack() as stack:
        counts = []
        for _ in range(2):
            client = await stack.enter_async_context(raw_client(server, path))
            while b'"here"' not in (await client.receive())[1]:
                pass
            await asyncio.sleep(0)  # a writer that has written all ends
            counts.append(len(asyncio.all_tasks()))
        assert counts[1] - counts[0] == tasks


@pytest.mark.real
@pytest.mark.proof
@pytest.mark.timeout(300)
async def test_an_idle_member_costs_little(full):
    members, most = (5000, 30) if full else (300, 36)  # KiB; memory is taken in steps
    if Coverage.current():
        most += 5  # the server is measured, too, and what measures it takes memory
    async with serve_room() as server:
        info = psutil.Process(server.process.pid).memory_info
        warm = await idle(server, 100)
        before = info().rss
        crowd = await idle(server, members)
        each = (info().rss - before) / members
        for transport in [*warm, *crowd]:
            transport.abort()
    assert each <= most * 1024, f"{each:,.0f} bytes each"
    assert not careless(server.log)


async def churn(server: ServerProcess, rounds: int, crowd: int) -> None:
    """In each round a crowd comes, some speak, all leave, by close or by reset."""
    async with bystander(server) as is_served:
        for _ in range(rounds):
            members = [
                await server.connect(f"/chat?name=m{number}", **LOUD) for number in range(crowd)
            ]
            await members[0].send("x" * 1000)
            for member in members:
                await hear(member, "said")
            for number, member in enumerate(members):
                if number % 2:
                    member.transport.abort()
                else:
                    await member.close()
            await is_served()


@pytest.mark.real
@pytest.mark.timeout(300)
async def test_after_a_day_in_a_minute_nothing_is_left_over(full):
    """In full, as many visits as a small room has in a day; ``make soak`` takes a minute."""
    rounds, crowd = (200, 50) if full else (5, 10)
    async with serve_room() as server:
        process = psutil.Process(server.process.pid)
        await churn(server, 20, crowd)  # what is allocated once, is now
        await shows(server, lambda numbers: not numbers["members"])
        tasks = (await read_metrics(server.open_connection))["tasks"]
        sockets, memory = len(process.net_connections()), process.memory_info().rss
        await churn(server, rounds, crowd)
        await shows(server, lambda numbers: numbers["members"] == 0 and numbers["tasks"] <= tasks)
        assert len(process.net_connections()) <= sockets
        more = process.memory_info().rss - memory
        assert more < 4 * 1024 * 1024, f"{more:,} bytes more"
        assert not careless(server.log)


# The rows of chapter 9, since members are served in another way here


class Said(conversation.PatientConnection):
    """A member that hears what is said, and nothing else."""

    async def recv(self, decode: bool | None = None) -> Any:
        while (message := json.loads(await super().recv(decode)))["type"] != "said":
            pass
        return message["text"]


@contextlib.asynccontextmanager
async def room_of_chapter_9() -> AsyncIterator[Any]:
    server: Any
    async with serve_room() as server:
        server.connect = partial(server.connect, create_connection=Said, **ch09.WHOLE)
        yield server
    assert not careless(server.log)


@pytest.mark.real
@pytest.mark.proof
async def test_one_that_never_reads_costs_little_here_too(full):
    """It is put out as soon as its outbox is full; the kernel frees the socket in full form."""
    async with (
        room_of_chapter_9() as server,
        ch09.frozen(server) as stuck,
        asyncio.TaskGroup() as group,
    ):
        group.create_task(be_out(server))
        if full:
            group.create_task(ch09.be_freed(server, stuck))
        info = psutil.Process(server.process.pid).memory_info
        grown = await ch09.speak_beside(server, 20 if full else 1, lambda: info().rss)
        assert grown < 16 * 1024 * 1024, f"{grown:,} bytes more"


async def be_out(server: Any) -> None:
    """One member is put out before twice as much was said as the buffers hold for it."""
    await shows(server, lambda numbers: numbers["too_slow_total"] == 1, within=5)
    assert (await read_metrics(server.open_connection))["messages_total"] < 1000


@pytest.mark.real
@pytest.mark.proof
@pytest.mark.timeout(300)
async def test_nobody_innocent_is_lost_here_either(full):
    async with room_of_chapter_9() as server:
        await ch09.leave_while_one_speaks(server, rounds=100 if full else 2)
        await ch09.storms(server, 5 if full else 1)


# The page


@contextlib.asynccontextmanager
async def room_on_a_port(port: int, **settings: str) -> AsyncIterator[ServerProcess]:
    """The room on a port that stays the same, so that a page finds it again."""
    async with serve_room(PORT=str(port), RATE="5", **settings) as server:
        yield server


def complaints(page: Page) -> list[str]:
    """What the page's console says at the level of an error."""
    found: list[str] = []
    page.on("console", lambda said: found.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def lines(page: Page) -> Any:
    return page.get_by_role("log", name="Messages").locator("p.message:not(.waiting)")


async def say_on(page: Page, text: str) -> None:
    await page.get_by_label("Message", exact=True).fill(text)
    await page.keyboard.press("Enter")


@pytest.mark.real
@pytest.mark.browser
async def test_the_page_signs_in_talks_and_comes_back(page):
    (port,) = free_ports(1)
    found = complaints(page)
    async with room_on_a_port(port, GUESTS="0") as server:
        await page.goto(server.url)
        await accessible(page)
        await page.keyboard.type("ann")  # the field has the focus
        await page.keyboard.press("Enter")
        await expect(page.locator("#state")).to_have_text("open")
        async with server.connect(f"/chat?ticket={await post_name(server, 'ben')}") as ben:
            await hear(ben, "here")
            await expect(page.locator("#people")).to_have_text("ann, ben")
            await ben.send("<img src=x onerror=alert(1)>")
            await expect(lines(page).last).to_have_text("ben: <img src=x onerror=alert(1)>")
            await say_on(page, "hi")
            assert (await hear(ben, "said"))["text"].startswith("<img")
            assert (await hear(ben, "said"))["text"] == "hi"
        await expect(page.locator("#people")).to_have_text("ann")
        assert found == []
        await server.stop(within=5)
    await expect(page.locator("#state")).to_have_text("reconnecting")
    await say_on(page, "are you there?")
    await accessible(page)
    async with room_on_a_port(port, GUESTS="0"):
        await page.context.set_offline(True)
        await page.context.set_offline(False)  # "online": there is nothing to wait for
        await expect(lines(page).last).to_have_text("ann: are you there?", timeout=30_000)
        assert await lines(page).filter(has_text="are you there?").count() == 1


@pytest.mark.real
@pytest.mark.browser
async def test_the_page_lets_guests_in_without_a_word(page):
    """On a port that was free, which the room's own origins have to name as well."""
    found = complaints(page)
    async with serve_room(RATE="5") as server:
        await page.goto(server.url)
        await expect(page.locator("#state")).to_have_text("open")
        await expect(page.locator("#why")).to_have_text(re.compile("as guest-[0-9a-f]{8}"))
        await say_on(page, "hi")
        await expect(lines(page).last).to_have_text(re.compile("guest-[0-9a-f]{8}: hi"))
    assert [text for text in found if "WebSocket" not in text] == []


@pytest.mark.real
@pytest.mark.browser
async def test_whoever_is_put_out_is_told_why_and_what_was_not_sent_and_comes_back(page):
    async with serve_room(RATE="0.01") as server:
        await page.goto(server.url)
        for word in ("one", "two"):
            await expect(page.locator("#state")).to_have_text("open")
            await say_on(page, word)
        await expect(page.locator("#state")).to_have_text("closed")
        await expect(page.locator("#why")).to_have_text("(too many messages)")
        await expect(lines(page)).to_have_text([re.compile("guest-.*: one"), "two"])
        await expect(lines(page).last).to_have_class("message lost")
        await expect(page.get_by_role("button", name="Come back")).to_be_focused()
        await accessible(page)
        await page.keyboard.press("Enter")
        await expect(page.locator("#state")).to_have_text("open")
