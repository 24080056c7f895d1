"""How connections end: each row of chapter 7's tables, measured, and the mistakes it shows."""

import asyncio
import contextlib
import csv
import re
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
import uvicorn
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from websockets.exceptions import ConnectionClosed, InvalidStatus, ProtocolError
from websockets.protocol import State

from live import conversation, in_process
from tests import chapters, raw_frames
from tests.processes import ROOT, TRACEBACK, ServerProcess, run, serve_step
from tutorial_code.ch07_lifecycle.side_by_side import side_by_side

HERE = "ch07_lifecycle"


def table(name: str) -> list[dict[str, str]]:
    with (ROOT / "docs" / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [
            {column.replace("``", ""): cell.replace("``", "") for column, cell in row.items()}
            for row in csv.DictReader(file, strict=True)
        ]


def name(row: dict[str, str]) -> str:
    return " - ".join(list(row.values())[:3])


ENDINGS, HANDLERS, CODES = map(table, ("endings", "handlers", "close_codes"))


def test_the_chapter_holds_its_examples():
    assert chapters.count(HERE, "snippet") == 27
    assert chapters.count(HERE, "testcode") == 15
    assert chapters.count(HERE, "csv-table") == 2
    assert chapters.count("close_codes", "csv-table") == 4
    assert (len(ENDINGS), len(HANDLERS), len(CODES)) == (15, 29, 20)


PROGRAMS = sorted(path.stem for path in (chapters.TUTORIAL / HERE).glob("[sw]*[!k].py"))
PROGRAMS.remove("side_by_side")


@pytest.mark.parametrize("program", PROGRAMS)
def test_each_program_says_how_to_reach_it(program):
    source = (chapters.TUTORIAL / HERE / f"{program}.py").read_text(encoding="utf-8")
    hints = re.findall(r'print\("([^"]+)"\)\n', source.partition("__main__")[2])
    assert hints
    for hint in hints:
        told = re.fullmatch(
            r"[A-Z][\w ,]+: (python -m websockets ws|http)://127.0.0.1:5042(/.*)", hint
        )
        assert told, hint
        kind = "http" if told[1] == "http" else "websocket"
        routes = conversation.load(f"{HERE}/{program}").api.router.routes
        assert any(
            route.matches({"type": kind, "path": told[2], "method": "GET"})[0] for route in routes
        )
    assert ("SETTINGS = " in source) == ("**SETTINGS)" in source)


@pytest.mark.parametrize(
    "program", ["step6_leaving", "step8_worker", "wrong_blocking", "wrong_busy"]
)
def test_the_programs_about_silence_ping_every_second(program):
    settings = conversation.settings(conversation.load(f"{HERE}/{program}"))
    assert settings == {"ws_ping_interval": 1, "ws_ping_timeout": 1}


def test_the_code_of_a_refusal_is_said_though_nobody_hears_it():
    client = TestClient(conversation.load(f"{HERE}/step4_refuse").api)
    with pytest.raises(WebSocketDisconnect) as refusal, client.websocket_connect("/close"):
        pass
    assert refusal.value.code == 4401


async def test_the_status_that_is_lost_was_401():
    program = conversation.load(f"{HERE}/wrong_before_accept")
    with pytest.raises(HTTPException) as lost:
        await program.http_exception(None)
    assert lost.value.status_code == 401


@pytest.mark.parametrize("step", ["wrong_before_accept", "wrong_after_accept"])
async def test_the_log_tells_what_the_client_is_not_told(serve, step):
    async with serve(f"{HERE}/{step}") as server:
        await conversation.hold(conversation.load_talk(f"{HERE}/{step}"), server, server.record)
        with pytest.raises(InvalidStatus, match="403"):  # by then the rest is worked off
            await server.connect("/nowhere")
        assert "RuntimeError: the database is away" in server.log


# Servers that several rows share: the fixture programs


@contextlib.asynccontextmanager
async def server_of(row: dict[str, str], programs: Any) -> AsyncIterator[tuple[ServerProcess, str]]:
    """The process that runs a row's program, and the path; its own process if the row ends it."""
    step, path = row["Program"].split()
    if "told to stop" in " ".join(row.values()):
        async with serve_step(f"{HERE}/{step}") as server:
            yield server, path
    else:
        yield await programs(f"{HERE}/{step}"), path


def what_happens(row: dict[str, str]) -> tuple[list[str], bool]:
    """What a client says so that a row's ending comes, and whether the server is then stopped."""
    does = row["The server does"]
    return (["3", "0"] if does.startswith("pings") else []), "told to stop" in does


async def library_sees(server: ServerProcess, path: str, says: list[str], stop: bool) -> str:
    try:
        ws = await server.connect(path)
    except InvalidStatus as refusal:
        body = (refusal.response.body or b"").decode()
        return ", ".join(filter(None, [f"HTTP {refusal.response.status_code}", body]))
    for text in says:
        await ws.send(text)
    if stop:
        server.process.send_signal(signal.SIGTERM)
    return await ending(ws)


async def ending(ws: Any) -> str:
    """The end of a connection as the library saw it."""
    async with asyncio.timeout(20):
        await ws.wait_closed()
    if ws.protocol.close_rcvd is None:
        return f"{ws.close_code}, no close frame"
    return ", ".join(filter(None, [str(ws.close_code), ws.close_reason]))


OPEN = """([url, says]) => new Promise((known) => {
  const ws = window.ws = new WebSocket(url);
  let opened = false;
  window.ended = new Promise((done) => {
    ws.onclose = (event) => {
      known();
      done([event.code, event.reason, event.wasClean, opened]);
    };
  });
  ws.onopen = () => { opened = true; says.forEach((text) => ws.send(text)); known(); };
})"""


async def chromium_sees(
    page: Any, server: ServerProcess, path: str, says: list[str], stop: bool = False
) -> str:
    await page.evaluate(OPEN, [f"ws://127.0.0.1:{server.port}{path}", says])
    if stop:
        server.process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(20):
        code, reason, clean, opened = await page.evaluate("window.ended")
    return ", ".join(
        filter(
            None,
            [str(code), reason, "clean" if clean else "unclean", "" if opened else "never open"],
        )
    )


@pytest.mark.real
@pytest.mark.parametrize("row", ENDINGS, ids=name)
async def test_the_library_sees_what_the_table_of_endings_says(programs, row):
    async with server_of(row, programs) as (server, path):
        seen = await library_sees(server, path, *what_happens(row))
        assert seen in row["The library sees"].split(" or ")


@pytest.mark.real
@pytest.mark.browser
@pytest.mark.parametrize("row", ENDINGS, ids=name)
async def test_chromium_sees_what_the_table_of_endings_says(programs, page, row):
    async with server_of(row, programs) as (server, path):
        seen = await chromium_sees(page, server, path, *what_happens(row))
        assert seen in row["Chromium sees"].split(" or ")


# What the handler gets


async def publish(server: ServerProcess, text: str) -> None:
    async with server.connect("/publish") as ws:
        await ws.send(text)


async def act(server: ServerProcess, ws: Any, row: dict[str, str], gets: str) -> str:
    """Do what the row's client does; give what the client sees of it."""
    match row["The client"].split(maxsplit=2):
        case ["sends", kind, data]:
            await ws.send(data.encode() if kind == "binary" else data)
            if row["The client sees"] == "stays open":
                assert await ws.recv() == row["It gets"]
                assert ws.state is State.OPEN
                return "stays open"
        case ["leaves"]:
            await ws.close()
            if row["The handler does"].startswith("send"):
                await publish(server, "something to send")
        case ["leaves", "with", code]:
            await ws.close(int(code))
        case ["leaves", "without", "a code"]:
            async with ws.send_context():
                ws.protocol.send_close()
        case ["resets", "TCP"]:
            ws.transport.abort()
        case ["answers", "no", "ping"]:
            ws.transport.pause_reading()
            await server.says(gets)
            ws.transport.resume_reading()
        case ["waits"]:
            if "told to stop" in row["The handler does"]:
                server.process.send_signal(signal.SIGTERM)
        case other:
            raise AssertionError(f"no such act: {other}")
    return await ending(ws)


@pytest.mark.real
@pytest.mark.parametrize("row", HANDLERS, ids=name)
async def test_the_handler_and_its_client_get_what_the_table_says(programs, row):
    async with server_of(row, programs) as (server, path):
        marker = f"row={HANDLERS.index(row)}"
        gets = f'(?s){marker}" .*?{re.escape(row["It gets"])}'
        try:
            ws = await server.connect(f"{path}?{marker}")
        except InvalidStatus as refusal:
            sees = f"HTTP {refusal.response.status_code}"
        else:
            sees = await act(server, ws, row, gets)
            await ws.close()
        assert sees.replace("x" * 123, "x 123 times") == row["The client sees"]
        if row["It gets"].startswith("nothing"):
            await settled(server, marker)
            assert not re.search(f"(?s){marker}.*(Error|Exception|Disconnect)", server.log)
            if row["It gets"] == "nothing at all":
                await publish(server, "something to send, at last")
                await server.says(f"(?s){marker}.*noticed: WebSocketDisconnect, code 1006")
        elif sees != "stays open":
            await server.says(gets)


async def settled(server: ServerProcess, marker: str) -> None:
    """Wait until the server has worked off what came before: it refuses one more client."""
    with pytest.raises(InvalidStatus, match="403"):
        await server.connect(f"/nowhere?after-{marker}")
    await server.says(f"after-{marker}")


@pytest.mark.real
@pytest.mark.parametrize(
    ("implementation", "code"), [("websockets-sansio", 1005), ("websockets", 1006)]
)
async def test_a_tcp_reset_is_told_with_a_code_that_depends_on_the_implementation(
    implementation, code
):
    async with serve_step(f"{HERE}/step6_leaving", "--ws", implementation) as server:
        ws = await server.connect("/ws")
        ws.transport.abort()
        await server.says(f"left: WebSocketDisconnect, code {code}, ")


# The states


@pytest.mark.differs("log", "in_process")
async def test_the_handler_prints_its_states(serve):
    async with serve(f"{HERE}/step1_states") as server:
        await converse(server)
        assert states(server)[:6] == [
            "asked: client CONNECTING, application CONNECTING",
            "accepted: client CONNECTED, application CONNECTED",
            "client left: client DISCONNECTED, application CONNECTED",
            "asked: client CONNECTING, application CONNECTING",
            "accepted: client CONNECTED, application CONNECTED",
            "closed it: client CONNECTED, application DISCONNECTED",
        ]


def states(server):
    return re.findall(r"^.*: client [A-Z]+, application [A-Z]+$", server.log, re.MULTILINE)


async def converse(server):
    """The check that step 1 passes: each way of ending is clean, at the client and in the log."""
    async with server.connect("/ws") as leaves:
        await leaves.send("hello")
        assert await leaves.recv() == "Echo: hello"
    assert leaves.close_code == 1000
    async with server.connect("/ws") as sent_away:
        await sent_away.send("bye")
        await sent_away.wait_closed()
    assert (sent_away.close_code, sent_away.close_reason) == (1000, "goodbye")
    async with server.connect("/ws") as last:
        await last.send("")
        assert await last.recv() == "Echo: "
        assert TRACEBACK not in server.log


async def test_each_way_of_ending_is_clean(serve):
    async with serve(f"{HERE}/step1_states") as server:
        await converse(server)


async def test_closing_once_more_logs_a_traceback(serve):
    async with serve(f"{HERE}/wrong_close_twice") as server:
        with pytest.raises(AssertionError):
            await converse(server)
        assert 'Cannot call "send" once a close message has been sent.' in server.log


@pytest.mark.differs("address")
@pytest.mark.real
@pytest.mark.browser
async def test_a_page_shows_the_states_of_its_connection(serve_real, page):
    async with serve_real(f"{HERE}/step2_browser") as server:
        begins = ["new WebSocket: 0 CONNECTING", "open event: 1 OPEN"]
        for button, ends in {
            "Say bye": ['close event 1000 "goodbye", clean true: 3 CLOSED'],
            "Close with 4000": [
                "close(): 2 CLOSING",
                'close event 4000 "moving on", clean true: 3 CLOSED',
            ],
        }.items():
            await page.goto(f"{server.url}/")
            assert await page.title() == "The states of a connection"
            await page.get_by_text("open event").wait_for()
            await page.get_by_role("button", name=button).click()
            await page.get_by_text("close event").wait_for()
            assert await page.get_by_role("listitem").all_inner_texts() == begins + ends
        await server.says("client left: client DISCONNECTED, application CONNECTED")
        assert states(server)[2] == "closed it: client CONNECTED, application DISCONNECTED"


@pytest.mark.proof
async def test_the_server_waits_ten_seconds_for_the_answer_to_its_close_frame(serve, full):
    async with (
        serve(f"{HERE}/step1_states") as server,
        raw_frames.raw_client(server, "/ws") as client,
    ):
        await client.send(raw_frames.frame(raw_frames.TEXT, b"bye"))
        assert await client.receive() == (raw_frames.CLOSE, (1000).to_bytes(2) + b"goodbye")
        began = time.perf_counter()
        if full:
            assert await client.reader.read() == b""  # the end: the server has closed TCP
            assert 9 < time.perf_counter() - began < 15
        else:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(1):
                    await client.reader.read()


# Who may send which code


def sample(row: dict[str, str]) -> list[int]:
    """The code of a row, or some of its range with both ends."""
    if row["Code"] == "other":
        return [0, 999, 5000, 65535]
    first, *last = map(int, row["Code"].split(" to "))
    return [first, (first + last[0]) // 2, last[0]] if last else [first]


@pytest.mark.real
@pytest.mark.browser
async def test_each_code_is_sent_by_the_server_as_the_table_says(programs, page):
    server = await programs(f"{HERE}/step3_codes")
    for row in CODES:
        for code in sample(row):
            seen = (
                await library_sees(server, f"/close/{code}", [], stop=False),
                await chromium_sees(page, server, f"/close/{code}", []),
            )
            if row["The server"] == "yes":
                assert seen == (f"{code}, on purpose", f"{code}, on purpose, clean")
            else:
                assert row["The server"] == "no"
                assert seen == ("1006, no close frame", "1006, unclean")


@pytest.mark.real
async def test_each_code_is_sent_by_the_library_as_the_table_says(programs):
    server = await programs(f"{HERE}/step6_leaving")
    for row in CODES:
        for code in sample(row):
            async with server.connect("/ws") as ws:
                reason = f"library {code}"
                if row["The library"] == "yes":
                    await ws.close(code, reason)
                    await server.says(f"left: WebSocketDisconnect, code {code}, reason '{reason}'")
                else:
                    assert row["The library"] == "no"
                    with pytest.raises(ProtocolError, match="invalid status code"):
                        await ws.close(code, reason)
                    assert ws.state is State.OPEN


CLOSE = """([url, code, reason]) => new Promise((done) => {
  const ws = new WebSocket(url);
  ws.onopen = () => {
    try {
      ws.close(code, reason);
      done("closed");
    } catch (error) {
      done(`${error.name}, readyState ${ws.readyState}`);
      ws.close();
    }
  };
})"""


@pytest.mark.real
@pytest.mark.browser
async def test_each_code_is_sent_by_a_page_as_the_table_says(programs, page):
    server = await programs(f"{HERE}/step6_leaving")
    url = f"ws://127.0.0.1:{server.port}/ws"
    for row in CODES:
        for code in sample(row):
            result = await page.evaluate(CLOSE, [url, code, f"page {code}"])
            if row["A page"] == "yes":
                assert result == "closed"
                await server.says(f"left: WebSocketDisconnect, code {code}, reason 'page {code}'")
            else:
                assert row["A page"] == "no"
                assert result == "InvalidAccessError, readyState 1", code


@pytest.mark.real
@pytest.mark.browser
async def test_a_reason_is_at_most_123_bytes_long_at_each_end(programs, page):
    server = await programs(f"{HERE}/step6_leaving")
    url = f"ws://127.0.0.1:{server.port}/ws"
    assert await page.evaluate(CLOSE, [url, 4000, "p" * 123]) == "closed"
    await server.says("reason 'p{123}'")
    assert await page.evaluate(CLOSE, [url, 4000, "ü" * 62]) == "SyntaxError, readyState 1"
    async with server.connect("/ws") as ws:
        with pytest.raises(ProtocolError, match="control frame too long"):
            await ws.close(4000, "l" * 124)


# Codes that nobody chose


async def unmasked(server, page, left):
    async with server.connect("/ws") as ws:
        ws.transport.write(b"\x81\x01x")
        await ws.wait_closed()
        return f"sees {ws.close_code}"


async def not_utf8(server, page, left):
    async with server.connect("/ws") as ws:
        async with ws.send_context():
            ws.protocol.send_text(b"\xff")
        await ws.wait_closed()
        return f"sees {ws.close_code}"


async def too_big(server, page, left):
    async with server.connect("/ws") as ws:
        await ws.send("x" * (17 * 2**20))
        await ws.wait_closed()
        return f"sees {ws.close_code}"


async def too_big_an_echo(server, page, left):
    async with server.connect("/ws") as ws:
        await ws.send("x" * (2 * 2**20))
        await ws.wait_closed()
        assert ws.protocol.close_sent.code == 1009
        await server.says("client left")
        return "sees its client leave"


async def leave_the_page(server, page, left):
    await page.evaluate(OPEN, [f"ws://127.0.0.1:{server.port}/ws", []])
    await page.close()
    return await left()


async def close_without_a_code(server, page, left):
    await page.evaluate(OPEN, [f"ws://127.0.0.1:{server.port}/ws", []])
    assert await page.evaluate("window.ws.close(), window.ended") == [1005, "", True, True]
    return await left()


async def leave_the_block(server, page, left):
    async with server.connect("/ws"):
        pass
    return await left()


OWN = [unmasked, not_utf8, too_big, too_big_an_echo, leave_the_page]
OWN += [close_without_a_code, leave_the_block]


@pytest.mark.real
@pytest.mark.browser
@pytest.mark.parametrize(("row", "happens"), list(zip(table("own_codes"), OWN, strict=True)))
async def test_software_closes_by_itself_as_the_table_says(programs, page, row, happens):
    server = await programs(f"{HERE}/{row['Program']}")
    begins = len(server.log)

    async def left() -> str:
        """What the handler of this row's client says when it is left."""
        said = await server.says(rf"(?s)\A.{{{begins},}}?\[accepted\].*?left: (\w+, code \d+)")
        return str(said[1])

    other_end = await happens(server, page, left)
    assert other_end == row["The other end"]
    assert row["Code"] in other_end or row["Code"] == "none" or happens is too_big_an_echo


async def test_a_deadline_of_ones_own_looks_like_going_away_and_is_not_logged(serve):
    async with serve(f"{HERE}/step3_codes") as server:
        async with server.connect("/too-late") as ws:
            await ws.wait_closed()
        assert ws.close_code == 1001
        with pytest.raises(InvalidStatus, match="403"):  # by then the first is worked off
            await server.connect("/nowhere")
        assert not re.search("WARNING|ERROR|Timeout|Unhandled", server.log)


async def test_a_client_that_talks_is_not_idle(serve):
    async with serve(f"{HERE}/step5_idle") as server, server.connect("/ws") as ws:
        for number in range(7):  # for longer than half a second, and never silent for as long
            await ws.send(f"still here {number}")
            assert await ws.recv() == f"Echo: still here {number}"
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await ws.recv()
        assert ws.state is State.OPEN
        async with asyncio.timeout(2.5):
            await ws.wait_closed()
        assert ws.close_code == 1001


@pytest.mark.real
async def test_answering_pings_does_not_count_as_talking():
    options = ("--ws-ping-interval", "0.1", "--ws-ping-timeout", "5")
    async with serve_step(f"{HERE}/step5_idle", *options) as server:
        assert await library_sees(server, "/ws", [], stop=False) == "1001"


# Noticing that a client left


async def notice_who_leaves(server, leave, within=5.0):
    """The check that step 7 passes: who leaves is taken off the list, though there is no news."""
    a = await server.connect("/news")
    assert await a.recv() == "1 here"
    async with server.connect("/news") as b:
        assert await a.recv() == await b.recv() == "2 here"
        await a.send("what it says is heard by nobody")
        await leave(a)
        try:
            async with asyncio.timeout(within):
                assert await b.recv() == "1 here"
        finally:
            async with server.connect("/publish") as c:
                await c.send("rain")
                assert await b.recv() == "rain"


async def politely(ws):
    await ws.close()


async def by_a_reset(ws):
    ws.transport.abort()
    await ws.wait_closed()


@pytest.mark.parametrize("leave", [politely, by_a_reset])
async def test_a_handler_that_also_receives_notices_at_once(serve, leave):
    async with serve(f"{HERE}/step7_news") as server:
        await notice_who_leaves(server, leave)
        assert TRACEBACK not in server.log


@pytest.mark.parametrize("leave", [politely, by_a_reset])
async def test_a_handler_that_only_sends_does_not_notice(serve, leave):
    async with serve(f"{HERE}/wrong_only_sends") as server:
        with pytest.raises(TimeoutError):
            await notice_who_leaves(server, leave, within=0.5)
        for _ in range(3):  # the first may reach a connection whose end the server has yet to read
            await publish(server, "let the handlers end")


FROZEN = """
import asyncio, sys
from websockets.asyncio.client import connect

async def wait():
    async with connect(sys.argv[1], proxy=None) as ws:
        print("connected")
        await ws.recv()

asyncio.run(wait())
"""


@contextlib.asynccontextmanager
async def frozen_client(server: ServerProcess) -> AsyncIterator[None]:
    """A client process that is connected and then stands still: it neither answers nor leaves."""
    url = f"ws://127.0.0.1:{server.port}/ws"
    async with run(sys.executable, "-c", FROZEN, url) as client:
        await client.says("connected")
        client.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            client.process.kill()


@pytest.mark.differs("process")
@pytest.mark.real
async def test_a_frozen_client_is_noticed_when_its_pong_does_not_come(serve_real):
    async with serve_real(f"{HERE}/step6_leaving") as server, frozen_client(server):
        began = time.perf_counter()
        await server.says("left: WebSocketDisconnect, code 1005, reason ''")
        assert 0.5 < time.perf_counter() - began < 6, "pings every 1 s, and 1 s of patience"


@pytest.mark.real
@pytest.mark.proof
async def test_without_pings_a_frozen_client_is_never_noticed(full):
    patience = 60 if full else 2.5
    async with (
        serve_step(f"{HERE}/step6_leaving", "--ws-ping-interval", "0") as server,
        frozen_client(server),
    ):
        with pytest.raises(AssertionError, match="waited"):
            await server.says("left:", within=patience)


@pytest.mark.real
@pytest.mark.proof
async def test_by_default_a_frozen_client_is_noticed_after_forty_seconds(full):
    config = uvicorn.Config("", log_config=None)
    assert (config.ws_ping_interval, config.ws_ping_timeout) == (20, 20)
    if full:
        async with (
            serve_step(f"{HERE}/step6_leaving", "--log-level", "info") as server,
            frozen_client(server),
        ):
            began = time.perf_counter()
            await server.says("left: WebSocketDisconnect, code 1005", within=60)
            assert 35 < time.perf_counter() - began < 50


# Work that takes long


async def finish_all_work(server):
    """The check that step 8 passes: two pieces of work, and the client is still there."""
    async with server.connect("/work") as ws:
        for seconds in ("2.5", "0.01"):
            await ws.send(seconds)
        for seconds in ("2.5", "0.01"):
            assert await ws.recv() == f"worked {seconds} s"
        assert ws.state is State.OPEN


@pytest.mark.real
async def test_who_reads_while_working_keeps_its_client(programs):
    server = await programs(f"{HERE}/step8_worker")
    await finish_all_work(server)


@pytest.mark.real
async def test_a_busy_handler_loses_a_client_whose_message_waits_unread(programs):
    server = await programs(f"{HERE}/wrong_busy")
    with pytest.raises(ConnectionClosed) as lost:
        await finish_all_work(server)
    rcvd = lost.value.rcvd
    assert rcvd is None or (rcvd.code, rcvd.reason) == (1011, "keepalive ping timeout")


@pytest.mark.real
async def test_a_busy_handler_keeps_a_client_while_nothing_waits_unread(programs):
    server = await programs(f"{HERE}/wrong_busy")
    async with server.connect("/work") as ws:
        await ws.send("2.5")
        assert await ws.recv() == "worked 2.5 s"


async def serve_the_others(server):
    """The check that a blocked event loop fails: who asks for little does not wait for the rest."""
    async with (
        server.connect("/work") as patient,
        server.connect("/work", ping_interval=0.4, ping_timeout=0.4) as hasty,
    ):
        await hasty.send("0")
        assert await hasty.recv() == "worked 0 s"
        await patient.send("2")
        await hasty.send("0.01")
        assert await hasty.recv() == "worked 0.01 s"
        assert await patient.recv() == "worked 2 s"
        await hasty.send("0.02")
        assert await hasty.recv() == "worked 0.02 s"


@pytest.mark.real
@pytest.mark.parametrize("step", ["step8_worker", "wrong_busy"])
async def test_work_in_a_thread_lets_the_others_live(programs, step):
    server = await programs(f"{HERE}/{step}")
    await serve_the_others(server)


@pytest.mark.real
async def test_work_in_the_event_loop_loses_the_others(programs):
    server = await programs(f"{HERE}/wrong_blocking")
    with pytest.raises(ConnectionClosed) as lost:
        await serve_the_others(server)
    sent = lost.value.sent
    assert sent
    assert (sent.code, sent.reason) == (1011, "keepalive ping timeout")


@pytest.mark.differs("threads", "in_page")
async def test_too_much_work_is_refused(serve):
    async with serve(f"{HERE}/step8_worker") as server, server.connect("/work") as ws:
        with contextlib.suppress(ConnectionClosed):
            for _ in range(20):
                await ws.send("0.2")
        await ws.wait_closed()
        assert (ws.close_code, ws.close_reason) == (1013, "too much work")
        assert TRACEBACK not in server.log


async def test_ten_pieces_of_work_may_wait(serve):
    async with serve(f"{HERE}/step8_worker") as server, server.connect("/work") as ws:
        for _ in range(10):
            await ws.send("0")
        assert [await ws.recv() for _ in range(10)] == ["worked 0 s"] * 10


async def test_who_leaves_its_work_behind_leaves_no_traceback(serve):
    async with serve(f"{HERE}/step8_worker") as server:
        async with server.connect("/work") as ws:
            await ws.send("0")
            assert await ws.recv() == "worked 0 s"
            await ws.send("0.5")
        await server.stop()
        assert TRACEBACK not in server.log


# The parts of a handler


async def for_ever(ended: list[str]) -> None:
    try:
        await asyncio.Event().wait()
    finally:
        ended.append("ended")


async def at_once(error: Exception | None = None) -> None:
    if error:
        raise error


@pytest.mark.parametrize("error", [None, WebSocketDisconnect(1000)])
async def test_when_one_part_ends_the_others_end(error):
    ended: list[str] = []
    async with asyncio.timeout(5):
        await side_by_side(for_ever(ended), at_once(error), for_ever(ended))
    assert ended == ["ended", "ended"]


async def test_what_goes_wrong_in_one_part_is_raised():
    ended: list[str] = []
    async with asyncio.timeout(5):
        with pytest.raises(ValueError, match="wrong"):
            await side_by_side(for_ever(ended), at_once(ValueError("wrong")))
    assert ended == ["ended"]


async def test_a_handler_that_is_cancelled_leaves_no_part_behind():
    ended: list[str] = []
    handler = asyncio.create_task(side_by_side(for_ever(ended), for_ever(ended)))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    handler.cancel()
    with pytest.raises(asyncio.CancelledError):
        await handler
    assert ended == ["ended", "ended"]


# Stopping the server


async def stop_with_a_listener(server):
    """Tell the server to stop while a client listens; the client hears it at once."""
    ws = await server.connect("/news")
    assert await ws.recv() == "1 here"
    server.process.send_signal(signal.SIGTERM)
    await ws.wait_closed()
    assert ws.close_code == 1012


@pytest.mark.differs("process")
@pytest.mark.real
async def test_a_handler_that_receives_does_not_hold_up_the_stop(serve_real):
    async with serve_real(f"{HERE}/step7_news") as server:
        await stop_with_a_listener(server)
        await server.ends(within=5)
        assert not re.search("Waiting for (connections|background)", server.log)


@pytest.mark.real
@pytest.mark.proof
async def test_a_handler_that_does_not_receive_holds_up_the_stop_until_it_is_forced(full):
    async with serve_step(f"{HERE}/wrong_only_sends") as server:
        await stop_with_a_listener(server)
        await server.says("Waiting for background tasks to complete")
        with pytest.raises(TimeoutError):
            await server.ends(within=30 if full else 2)
        await server.stop(signal.SIGINT)  # the second Ctrl-C


@pytest.mark.real
async def test_the_graceful_timeout_bounds_the_stop():
    async with serve_step(f"{HERE}/wrong_only_sends", "--timeout-graceful-shutdown", "1") as server:
        await stop_with_a_listener(server)
        began = time.perf_counter()
        await server.ends(within=15)
        assert 0.5 < time.perf_counter() - began < 8
        assert "Cancel 1 running task(s), timeout graceful shutdown exceeded" in server.log


# What in process alone can be seen


async def test_what_a_client_says_gains_it_no_time(monkeypatch):
    """Step 3 closes a connection whose time is over, whatever came before."""
    step = conversation.load(f"{HERE}/step3_codes")
    its = asyncio.timeout(None)
    monkeypatch.setattr(step, "asyncio", SimpleNamespace(timeout=lambda seconds: its))
    async with in_process.serve(step.api) as server, server.connect("/too-late") as ws:
        await ws.send("hello")
        await (await ws.ping())
        its.reschedule(asyncio.get_running_loop().time())
        await ws.wait_closed()
    assert ws.close_code == 1001


async def test_a_reason_may_have_123_bytes():
    """More is a row of the table of handlers."""
    step = conversation.load(f"{HERE}/step3_codes")
    async with in_process.serve(step.api) as server, server.connect("/reason/123") as ws:
        await ws.wait_closed()
    assert (ws.close_code, ws.close_reason) == (1000, 123 * "x")


def test_the_alarm_of_a_member_that_has_left_rings_for_nobody():
    """A solution of an exercise: what would be done to that member fails here."""
    solution = conversation.load(f"{HERE}/closing_time/solution")
    room = solution.Room()
    room.send_home(object())
    assert not room.members


async def test_the_states_have_a_page():
    step = conversation.load(f"{HERE}/step2_browser")
    async with in_process.serve(step.api) as server:
        reader, writer = await server.open_connection()
        writer.write(b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
        answer = await reader.read()
        writer.close()
    assert answer.endswith((chapters.TUTORIAL / HERE / "states.html").read_bytes())


@pytest.mark.parametrize(("waiting", "code"), [(10, 1000), (11, 1013)])
async def test_behind_the_piece_that_is_worked_at_ten_may_wait_and_no_more(waiting, code):
    module: Any = conversation.load(f"{HERE}/step8_worker")
    started, gate = threading.Event(), threading.Event()

    def work(seconds: str) -> str:
        started.set()
        gate.wait(5)
        return "done"

    module.work = work
    async with in_process.serve(module.api) as server, server.connect("/work") as ws:
        await ws.send("the first")
        await asyncio.to_thread(started.wait, 5)
        for _ in range(waiting):
            await ws.send("another")
        for _ in range(200):  # the handler reads what has come
            await asyncio.sleep(0)
        gate.set()
        with contextlib.suppress(ConnectionClosed):
            for _ in range(1 + waiting):
                assert await ws.recv() == "done"
        await ws.close()
        assert ws.close_code == code
