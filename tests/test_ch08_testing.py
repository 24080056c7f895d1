"""What the tests of chapter 8 catch, what they miss, and what TestClient does not show."""

import asyncio
import contextlib
import csv
import importlib
import importlib.metadata
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from types import SimpleNamespace
from typing import Any

import pytest
import responder
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from websockets.exceptions import ConnectionClosed, InvalidStatus, NegotiationError
from websockets.sync.client import connect

from live import conversation, in_process
from live.wire import Record
from tests import chapters
from tests.processes import TRACEBACK, run

pytest_plugins = ["pytester"]

# pytester forgets each module that was first imported inside it, and a compiled one must not be
# imported twice.
for compiled in ("httptools", "uvloop"):
    importlib.import_module(compiled)

CODE = chapters.TUTORIAL / "ch08_testing"
TABLES = chapters.DOCS / "tables"
DEADLINE = 1.5
"""Seconds after which a test client that shows nothing is said to hang."""


def load(module: str) -> Any:
    """A module of this chapter, with none of the state that an earlier test left in it."""
    return conversation.load(f"ch08_testing/{module}")


def rows(table: str) -> list[list[str]]:
    with (TABLES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def test_the_chapter_holds_its_examples():
    assert chapters.count("ch08_testing", "snippet") == 21
    assert chapters.count("ch08_testing", "testcode") == 8
    assert chapters.count("testclient_and_the_wire", "snippet") == 2


# The readers' tests pass, and each fails against a broken app


@pytest.fixture
def readers_pytest(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run one of the chapter's test files, or a copy of the chapter in which an app is broken."""

    def run_tests(
        tests: str, broken: str = "", old: str = "", new: str = "", timeout: int = 20
    ) -> pytest.RunResult:
        copy = CODE
        if broken:
            copy = pytester.path / "tutorial_code" / "ch08_testing"
            shutil.copytree(CODE, copy, ignore=shutil.ignore_patterns("__pycache__"))
            source = (copy / broken).read_text(encoding="utf-8")
            assert source.count(old) == 1, f"{broken} has {source.count(old)} times {old!r}"
            (copy / broken).write_text(source.replace(old, new), encoding="utf-8")
        ini = pytester.makeini("[pytest]\npythonpath = .\nfilterwarnings = error\n")
        file = copy / tests
        monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        for name in [name for name in sys.modules if name.split(".")[0] == "tutorial_code"]:
            del sys.modules[name]
        return pytester.runpytest_inprocess(
            "--tb=short",
            "-p",
            "no:cacheprovider",
            "-p",
            "pytest_timeout",
            f"--timeout={timeout}",
            "--noconftest",
            "-c",
            ini,
            file,
        )

    return run_tests


@pytest.mark.parametrize(
    ("tests", "passed"),
    [("test_echo.py", 2), ("test_door.py", 2), ("test_room.py", 3), ("test_on_a_socket.py", 3)],
)
def test_the_chapters_tests_pass(readers_pytest, tests, passed):
    readers_pytest(tests).assert_outcomes(passed=passed)


WELCOME = 'await ws.send_text(f"Welcome, {name}")'
BROKEN = [
    ("test_echo.py", "step1_echo.py", 'f"Echo: {message}"', "message", ["test_echo"]),
    ("test_echo.py", "step1_echo.py", "1000,", "1001,", ["test_bye_ends_the_conversation"]),
    ("test_echo.py", "step1_echo.py", "see you", "go away", ["test_bye_ends_the_conversation"]),
    ("test_echo.py", "step1_echo.py", '"bye"', '"ciao"', ["test_bye_ends_the_conversation"]),
    (
        "test_echo.py",
        "step1_echo.py",
        "ws.accept()",
        "ws.close()",
        ["test_echo", "test_bye_ends_the_conversation"],
    ),
    ("test_door.py", "step2_door.py", "4401", "4403", ["test_a_stranger_is_told_4401"]),
    ("test_door.py", "step2_door.py", "say your", "no", ["test_a_stranger_is_told_4401"]),
    ("test_door.py", "step2_door.py", "not name", "False", ["test_a_stranger_is_told_4401"]),
    ("test_door.py", "step2_door.py", "not name", "True", ["test_a_name_comes_in"]),
    ("test_door.py", "step2_door.py", "Welcome, ", "Hello, ", ["test_a_name_comes_in"]),
    ("test_door.py", "step2_door.py", "{name} said", "they said", ["test_a_name_comes_in"]),
    (
        "test_room.py",
        "step3_room.py",
        "in queues:",
        "in [queue]:",
        ["test_everyone_hears_it", "test_each_message_comes_once"],
    ),
    (
        "test_room.py",
        "step3_room.py",
        "member.put_nowait(message)",
        "member.put_nowait(message), member.put_nowait(message)",
        ["test_each_message_comes_once"],
    ),
    ("test_on_a_socket.py", "step2_door.py", "4401", "4403", ["test_a_stranger_is_told_4401"]),
    ("test_on_a_socket.py", "step2_door.py", "not name", "True", ["test_a_name_comes_in"]),
    (
        "test_on_a_socket.py",
        "step2_door.py",
        '"/members"',
        '"/nonexistent"',
        [
            "test_a_name_comes_in",
            "test_a_stranger_is_told_4401",
            "test_an_unknown_path_is_refused_with_403",
        ],
    ),
]


@pytest.mark.parametrize(("tests", "app", "old", "new", "failing"), BROKEN)
def test_the_chapters_tests_fail_when_the_app_is_broken(
    readers_pytest, tests, app, old, new, failing
):
    result = readers_pytest(tests, app, old, new)
    assert failed(result) == failing


def failed(result: pytest.RunResult) -> list[str]:
    """The names of the tests that failed."""
    return [
        line.split("::")[1].split(" ")[0]
        for line in result.outlines
        if line.startswith(("FAILED tutorial_code", "ERROR tutorial_code"))
    ]


@pytest.mark.parametrize(
    ("tests", "app", "old", "new"),
    [
        ("test_echo.py", "step1_echo.py", 'await ws.send_text(f"Echo: {message}")', "pass"),
        ("test_door.py", "step2_door.py", WELCOME, "pass"),
    ],
)
def test_a_silent_app_fails_the_chapters_tests_within_their_timeout(
    readers_pytest, tests, app, old, new
):
    result = readers_pytest(tests, app, old, new, timeout=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*Timeout (>1.0s) from pytest-timeout*"])


def swapped(name: str) -> tuple[str, str]:
    """Let a test file test a wrong app: the import of the step, and what stands in for it."""
    step = "step1_echo" if name == "wrong_while_true" else "step2_door"
    return f"ch08_testing.{step} import", f"ch08_testing.{name} import"


@pytest.mark.parametrize(
    ("tests", "app", "failing", "reason"),
    [
        (
            "test_echo.py",
            "wrong_while_true",
            "test_echo",
            "*WebSocketDisconnect: (1000, None)",
        ),
        (
            "test_door.py",
            "wrong_open_door",
            "test_a_stranger_is_told_4401",
            "*DID NOT RAISE*WebSocketDisconnect*",
        ),
        (
            "test_door.py",
            "wrong_early_close",
            "test_a_stranger_is_told_4401",
            "*starlette.websockets.WebSocketDisconnect",
        ),
        (
            "test_on_a_socket.py",
            "wrong_open_door",
            "test_a_stranger_is_told_4401",
            "*DID NOT RAISE*ConnectionClosed*",
        ),
        (
            "test_on_a_socket.py",
            "wrong_early_close",
            "test_a_stranger_is_told_4401",
            "*InvalidStatus: server rejected WebSocket connection: HTTP 403",
        ),
        (
            "test_on_a_socket.py",
            "wrong_return",
            "test_a_stranger_is_told_4401",
            "*InvalidStatus: server rejected WebSocket connection: HTTP 500",
        ),
    ],
)
def test_a_good_test_catches_the_wrong_app(readers_pytest, tests, app, failing, reason):
    result = readers_pytest(tests, tests, *swapped(app))
    assert failing in failed(result)
    result.stdout.fnmatch_lines([f"E {reason}"])


def test_a_good_test_with_a_timeout_catches_the_app_that_returns(readers_pytest):
    result = readers_pytest("test_door.py", "test_door.py", *swapped("wrong_return"), timeout=1)
    assert failed(result) == ["test_a_stranger_is_told_4401"]
    result.stdout.fnmatch_lines(["*Timeout (>1.0s) from pytest-timeout*"])


# The misleading tests mislead for the stated reason


def test_the_endless_loop_breaks_the_test_of_an_echo_that_echoes(readers_pytest):
    result = readers_pytest("wrong_test_echo.py")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E *WebSocketDisconnect: (1000, None)"])


def test_what_breaks_it_is_the_goodbye_of_the_test_itself():
    heard = []

    def greet() -> None:
        with TestClient(load("wrong_while_true").api).websocket_connect("/ws") as ws:
            ws.send_text("hello")
            heard.append(ws.receive_text())

    with pytest.raises(WebSocketDisconnect) as end:
        greet()
    assert heard == ["Echo: hello"]
    assert end.value.code == 1000


def test_any_ending_passes_for_a_refusal(readers_pytest):
    readers_pytest("wrong_test_refusal.py").assert_outcomes(passed=2)


def test_even_an_accepting_route_passes_for_a_missing_one(readers_pytest):
    result = readers_pytest(
        "wrong_test_refusal.py", "wrong_test_refusal.py", "/nonexistent", "/members?name=ann"
    )
    result.assert_outcomes(passed=2)


def test_a_code_that_nobody_sees_passes(readers_pytest):
    readers_pytest("wrong_test_code.py").assert_outcomes(passed=1)


async def turn_a_stranger_away(server):
    """The check that the door passes: a stranger is told 4401, and one with a name comes in."""
    async with server.connect("/members?name=ann") as ann:
        assert await ann.recv() == "Welcome, ann"
    async with server.connect("/members") as stranger:
        with pytest.raises(ConnectionClosed):
            await stranger.recv()
        assert (stranger.close_code, stranger.close_reason) == (4401, "say your name")


async def test_the_door_turns_a_stranger_away(serve):
    async with serve("ch08_testing/step2_door") as server:
        await turn_a_stranger_away(server)


async def test_an_early_close_is_http_403(serve):
    async with serve("ch08_testing/wrong_early_close") as server:
        with pytest.raises(InvalidStatus, match="HTTP 403"):
            await turn_a_stranger_away(server)


async def test_a_handler_that_returns_is_http_500(serve):
    async with serve("ch08_testing/wrong_return") as server:
        with pytest.raises(InvalidStatus, match="HTTP 500"):
            await turn_a_stranger_away(server)


async def test_an_open_door_lets_a_stranger_in(serve):
    async with serve("ch08_testing/wrong_open_door") as server:
        with pytest.raises(AssertionError, match="whoever you are"):
            await turn_a_stranger_away(server)


async def test_an_echo_that_was_said_bye_to_says_no_more(serve):
    async with serve("ch08_testing/step1_echo") as server, server.connect("/ws") as ws:
        await ws.send("bye")
        await ws.send("hello")
        with pytest.raises(ConnectionClosed):
            await ws.recv()
        assert (ws.close_code, ws.close_reason) == (1000, "see you")
    assert TRACEBACK not in server.log


async def test_the_door_passes_on_what_a_member_says(serve):
    async with (
        serve("ch08_testing/step2_door") as server,
        server.connect("/members?name=bob") as bob,
    ):
        assert await bob.recv() == "Welcome, bob"
        for word in ("one", "two"):
            await bob.send(word)
            assert await bob.recv() == f"bob said {word}"


async def test_a_member_who_vanishes_leaves_the_room_in_peace(serve):
    async with serve("ch08_testing/step3_room") as server, server.connect("/chat") as ann:
        bob = await server.connect("/chat")
        await ann.send("one")
        assert await ann.recv() == await bob.recv() == "one"
        bob.transport.abort()
        for text in ("two", "three"):
            await ann.send(text)
            assert await ann.recv() == text
        assert TRACEBACK not in server.log


async def test_a_room_forgets_who_left():
    room = load("step3_room")
    async with in_process.serve(room.api) as server, server.connect("/chat") as ann:
        async with server.connect("/chat"):
            pass
        await ann.send("still here")
        assert await ann.recv() == "still here"
        assert len(room.queues) == 1
        assert repr(asyncio.all_tasks()).count("deliver(") == 1


async def test_a_writer_ends_quietly_when_its_client_has_gone():
    class Gone:
        async def send_text(self, text: str) -> None:
            raise WebSocketDisconnect(1006)

    queue: asyncio.Queue[str] = asyncio.Queue()
    queue.put_nowait("hello")
    await load("step3_room").deliver(queue, Gone())
    assert queue.empty()


# A deadline for every receive


def pytest_process(*files: str, options: list[str]) -> Any:
    paths = [str(CODE / file) for file in files]
    return run(sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", *options, *paths)


@pytest.mark.real
@pytest.mark.proof
@pytest.mark.parametrize(
    ("file", "test"),
    [
        ("wrong_test_silence.py", "test_a_stranger_is_told_4401"),
        ("wrong_test_room.py", "test_everyone_hears_it"),
    ],
)
async def test_without_a_deadline_the_test_hangs(file, test, full):
    async with pytest_process(file, options=["--timeout=0"]) as program:
        await program.says(f"{file}::{test}")
        with pytest.raises(TimeoutError):
            await program.ends(within=20 if full else 2)
        assert "FAILED" not in program.log
        assert "PASSED" not in program.log


@pytest.mark.real
async def test_with_a_timeout_it_fails_in_time():
    files = ("wrong_test_silence.py", "wrong_test_room.py")
    async with pytest_process(*files, options=["--timeout=1"]) as program:
        await program.says("2 failed")
        assert await program.ends() == pytest.ExitCode.TESTS_FAILED
    assert len(re.findall(r"^E +Failed: Timeout \(>1\.0s\)", program.log, re.M)) == 2


def assert_no_thread_is_left(before):
    for thread in set(threading.enumerate()) - before:
        thread.join(5)  # it may be on its last line
        assert not thread.is_alive(), f"{thread} was left behind"


def test_receive_within_gives_up_on_a_silent_server():
    receive_within = load("deadline").receive_within
    threads = set(threading.enumerate())
    with TestClient(load("differences").api).websocket_connect("/silence") as ws:
        began = time.monotonic()
        with pytest.raises(TimeoutError, match=r"no message within 0.2 s"):
            receive_within(ws, 0.2)
        assert time.monotonic() - began < 2
    assert_no_thread_is_left(threads)


def test_receive_within_returns_what_comes_and_raises_what_ends():
    receive_within = load("deadline").receive_within
    with TestClient(load("step1_echo").api).websocket_connect("/ws") as ws:
        ws.send_text("hello")
        assert receive_within(ws) == "Echo: hello"
        ws.send_text("bye")
        with pytest.raises(WebSocketDisconnect) as end:
            receive_within(ws)
        assert end.value.code == 1000


def test_two_loops_deliver_nothing_and_one_loop_delivers():
    receive_within = load("deadline").receive_within

    def speak(client: TestClient) -> str:
        with (
            client.websocket_connect("/chat") as ann,
            client.websocket_connect("/chat") as bob,
        ):
            bob.send_text("hello")
            return str(receive_within(ann, DEADLINE))

    api = load("step3_room").api
    with pytest.raises(TimeoutError):
        speak(TestClient(api))
    with TestClient(api) as client:
        assert speak(client) == "hello"


# A server of one's own


def test_serving_tells_that_an_app_did_not_start(caplog):
    module = load("serving")
    api = responder.API(sessions=False)

    @api.on_event("startup")
    async def fail():
        raise RuntimeError("no database")

    threads = set(threading.enumerate())
    with pytest.raises(AssertionError, match="did not start"), module.serving(api):
        pass
    assert_no_thread_is_left(threads)
    assert "no database" in caplog.text


def test_serving_passes_settings_on_and_leaves_nothing_behind(caplog):
    serving = load("serving").serving
    api = load("differences").api
    threads = set(threading.enumerate())
    with (
        serving(api, ws_max_size=10) as address,
        connect(f"ws://{address}/size", proxy=None) as ws,
    ):
        ws.send("x" * 11)
        with pytest.raises(ConnectionClosed):
            ws.recv(timeout=5)
        assert ws.close_code == 1009
    assert_no_thread_is_left(threads)
    host, port = address.split(":")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)))


def test_serving_ends_although_a_client_stays(caplog):
    serving = load("serving").serving
    with contextlib.ExitStack() as client:
        with serving(load("differences").api) as address:
            ws = client.enter_context(connect(f"ws://{address}/silence", proxy=None))
        with pytest.raises(ConnectionClosed):
            ws.recv(timeout=5)
        assert ws.close_code == 1012


def test_serving_ends_although_a_handler_does_not(caplog):
    api = responder.API(sessions=False)
    release = asyncio.Event()

    @api.route("/stuck", websocket=True)
    async def stuck(ws):
        asyncio.get_running_loop().call_later(20, release.set)  # what a broken server waits for
        await ws.accept()
        await release.wait()

    threads = set(threading.enumerate())
    with contextlib.ExitStack() as client, load("serving").serving(api) as address:
        client.enter_context(connect(f"ws://{address}/stuck", proxy=None))
    assert not release.is_set()
    # A thread is named after what it runs; nobody waits for it here, since `serving` has.
    left = [thread.name for thread in set(threading.enumerate()) - threads]
    assert not [name for name in left if name.endswith("(run)")]


# What TestClient does not show, row by row

DIFFERENCES = rows("testclient")
ARRIVES = {"/size": " arrive", "/bytes_as_text": " arrives", "/chat": " arrives"}
HANDLER = {  # what the handler tells, for the rows that are about the handler
    "nothing": "nothing happens",
    "WebSocketDisconnect(1006)": "WebSocketDisconnect(1006) in the handler",
    "is cancelled": "the handler is cancelled",
    "runs to its end": "the handler runs to its end",
}
OFFER: dict[str, Any] = {"/subprotocol": {"subprotocols": ["chat.v1"]}}
SEND = {"/size": "x" * (17 * 1024 * 1024), "/chat": "hello"}


def phrase(route: str, answer: Any) -> str:
    """An answer in the words of the table."""
    if route == "/startup":
        return f"the hook {answer}"
    return f"{answer}{ARRIVES.get(route, '')}"


def shown_by_testclient(route: str, patience: float) -> str:
    """What a test with TestClient sees: told by a thread of its own, or never."""
    module = load("step3_room" if route == "/chat" else "differences")
    client = TestClient(module.api)
    session = client.websocket_connect(route, **OFFER.get(route, {}))
    seen: list[str] = []

    def watch() -> None:
        try:
            with session as ws:
                if route == "/late_send":
                    ws.close()
                    seen.append(HANDLER[module.told.get(timeout=5)])
                elif route == "/flood":
                    seen.append(module.told.get(timeout=5))
                elif route == "/chat":
                    with client.websocket_connect(route) as other:
                        other.send_text(SEND[route])
                        seen.append(phrase(route, ws.receive_text()))
                elif route != "/cleanup":
                    if route in SEND:
                        ws.send_text(SEND[route])
                    seen.append(phrase(route, ws.receive_text()))
            if route == "/cleanup":
                seen.append(HANDLER[module.told.get(timeout=5)])
        except WebSocketDisconnect as end:
            seen.append(f"code {end.code}")
        except CancelledError:  # released by the test, below
            pass
        except Exception as error:
            seen.append(f"{type(error).__name__} in the test")

    test = threading.Thread(target=watch, daemon=True)
    test.start()
    test.join(patience)
    if test.is_alive():
        seen.append("no ping" if route == "/silence" else "hangs for ever")
        session.portal.start_task_soon(session.portal.stop, True)
        test.join(10)
        assert not test.is_alive(), f"{route} could not be released"
    return str(seen[0])


@pytest.fixture(scope="module")
def differences() -> Iterator[Any]:
    """The table's app on a real socket: its module, with its address."""
    module = load("differences")
    with load("serving").serving(module.api, ws_ping_interval=0.1) as address:
        module.address = address
        yield module


def shown_by_socket(route: str, module: Any) -> str:
    """What a client on a real socket sees, in the words of the table."""
    if route in ("/flood", "/silence"):
        return shown_to_a_raw_client(route, module)
    try:
        with connect(f"ws://{module.address}{route}", proxy=None, **OFFER.get(route, {})) as ws:
            if route in ("/late_send", "/cleanup"):
                ws.close()
                return HANDLER[module.told.get(timeout=5)]
            if route in SEND:
                ws.send(SEND[route])
            return phrase(route, ws.recv(timeout=5))
    except InvalidStatus as refusal:
        return f"HTTP {refusal.response.status_code}"
    except NegotiationError:
        return "NegotiationError in the client"
    except ConnectionClosed as end:
        return f"code {end.rcvd.code}" if end.rcvd else "1006, no close frame"


def shown_to_a_raw_client(route: str, module: Any) -> str:
    """A client that shakes hands and then does nothing of its own."""
    host, port = module.address.split(":")
    with socket.create_connection((host, int(port)), timeout=5) as raw:
        raw.sendall(
            f"GET {route} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        if route == "/flood":
            return str(module.told.get(timeout=10))
        stream = raw.makefile("rb")
        while stream.readline() != b"\r\n":
            pass
        return "a ping" if stream.read(1)[0] & 0x0F == 9 else "another frame"


@pytest.mark.parametrize(("route", "case", "expected", "_"), DIFFERENCES)
def test_testclient_shows_what_the_table_says(route, case, expected, _):
    patience = DEADLINE if expected in ("hangs for ever", "no ping") else 20
    assert shown_by_testclient(route, patience) == expected, case


@pytest.mark.parametrize(
    ("route", "case", "_", "expected"),
    [row for row in DIFFERENCES if row[0] not in ("/origin", "/chat")],
)
def test_a_real_socket_shows_what_the_table_says(differences, route, case, _, expected):
    assert shown_by_socket(route, differences) == expected, case


def test_what_breaks_on_a_socket_is_told_in_the_log(caplog):
    module = load("differences")
    with load("serving").serving(module.api) as module.address:
        assert shown_by_socket("/failure", module) == "code 1011"
    assert "ValueError: a bug" in caplog.text


def test_a_room_delivers_on_a_real_socket():
    (expected,) = (row[3] for row in DIFFERENCES if row[0] == "/chat")
    with load("serving").serving(load("step3_room").api) as address:
        module = load("step3_room")
        module.address = address
        assert shown_by_socket("/chat", module) == expected


@pytest.mark.browser
async def test_a_browser_sends_the_origin_of_its_page(differences, page):
    (expected,) = (row[3] for row in DIFFERENCES if row[0] == "/origin")
    await page.goto(f"http://{differences.address}/")
    heard = await page.evaluate(
        """() => new Promise((resolve) => {
            new WebSocket(`ws://${location.host}/origin`).onmessage = (event) =>
                resolve(event.data);
        })"""
    )
    assert heard == f"http://{differences.address}"
    assert expected == "the page's origin in a browser"


def test_each_route_has_its_row_and_each_row_its_route():
    source = (CODE / "differences.py").read_text(encoding="utf-8")
    listed = [row[0] for row in DIFFERENCES]
    assert len(set(listed)) == len(listed) == 17
    routes = {line.split('"')[1] for line in source.splitlines() if line.startswith("@api.route")}
    assert routes == set(listed) - {"/nowhere", "/chat"}


# Cookies, and names


@pytest.mark.parametrize(("client", "url", "by_default", "not_secure"), rows("testclient_cookies"))
def test_which_client_brings_the_session_cookie(client, url, by_default, not_secure):
    for settings, expected in (({}, by_default), ({"session_https_only": False}, not_secure)):
        api = load("cookies").make_api(**settings)
        tests = eval(client.strip("`"), {"api": api, "TestClient": TestClient})
        assert tests.get("/login").headers["set-cookie"].startswith("session=")
        with tests.websocket_connect(url.strip("`")) as ws:
            assert ws.receive_text() == expected


def test_the_base_url_of_api_requests_is_no_host():
    assert str(load("step1_echo").api.requests.base_url) == "http://;"


@pytest.mark.parametrize(("install", "module", "_"), rows("websocket_names"))
def test_what_you_install_is_what_you_import(install, module, _):
    importlib.import_module(module)
    assert install in importlib.metadata.packages_distributions()[module.split(".")[0]]


def test_a_file_named_websocket_hides_the_package(tmp_path):
    client = chapters.TUTORIAL / "ch02_echo" / "client.py"
    outcome = {}
    for name in ("websocket.py", "my_client.py"):
        folder = tmp_path / name.removesuffix(".py")
        folder.mkdir()
        shutil.copy(client, folder / name)
        outcome[name] = subprocess.run(
            [
                sys.executable,
                "-c",
                "import sys; sys.path.insert(0, '.'); import websocket; "
                "print(websocket.create_connection.__module__)",
            ],
            cwd=folder,
            env=os.environ | {"PYTHONSAFEPATH": "1"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert "ImportError: cannot import name 'create_connection'" in outcome["websocket.py"].stderr
    assert outcome["my_client.py"].stdout == "websocket._core\n"


async def test_the_right_door_of_the_exercise_lets_a_member_speak():
    """And so do those that are wrong about strangers only."""
    doors = conversation.load("ch08_testing/rejection_test/servers")
    async with in_process.serve(doors.api) as server:
        for door in ("right", "open", "silent", "early", "vague"):
            async with server.connect(f"/{door}/members?name=ann") as ann:
                assert await ann.recv() == "Welcome, ann"
                await ann.send("hello")
                assert await ann.recv() == "ann said hello"


# The servers against which a reader's test is judged


@pytest.mark.parametrize(
    ("door", "to_strangers", "to_members"),
    [
        ("right", "close 4401", "Welcome, ann"),
        ("open", "Welcome, None", "Welcome, ann"),
        ("early", "HTTP 403", "Welcome, ann"),
        ("vague", "close 1000", "Welcome, ann"),
        ("shut", "close 4401", "close 4401"),
        ("silent", "None said hello", "Welcome, ann"),
    ],
)
async def test_each_door_is_wrong_in_its_own_way(door, to_strangers, to_members):
    async with in_process.serve(load("rejection_test.servers").api) as server:
        assert await first_word(server, f"/{door}/members") == to_strangers
        assert await first_word(server, f"/{door}/members?name=ann") == to_members


async def first_word(server, path):
    """What a client hears first that says hello, or how it ends."""
    try:
        async with server.connect(path) as ws:
            await ws.send("hello")
            return await ws.recv()
    except InvalidStatus as refused:
        return f"HTTP {refused.response.status_code}"
    except ConnectionClosed:
        return f"close {ws.close_code}"


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("right", ["Echo: one", "Echo: two"]),
        ("bare", ["one", "two"]),
        ("twice", ["Echo: one", "Echo: one", "Echo: two"]),
        ("stuck", ["Echo: one", "Echo: one"]),
    ],
)
async def test_each_echo_is_wrong_in_its_own_way(name, answers):
    async with (
        in_process.serve(load("echo_test.servers").api) as server,
        server.connect(f"/{name}/ws") as ws,
    ):
        await ws.send("one")
        await ws.send("two")
        assert [await ws.recv() for _ in answers] == answers


ROOMS = {  # what each of three members hears when the first says "one" and "two"
    "right": [["one", "two"], ["one", "two"], ["one", "two"]],
    "echo": [["one", "two"], [], []],
    "others": [[], ["one", "two"], ["one", "two"]],
    "pair": [["one", "two"], ["one", "two"], []],
    "twice": [["one", "one", "two", "two"], ["one", "one", "two", "two"], ["one", "one", "two"]],
}


@pytest.mark.parametrize("name", ROOMS)
async def test_each_room_is_wrong_in_its_own_way(name):
    record = Record()
    async with in_process.serve(load("broadcast_test.servers").api) as server:
        connect = conversation.recorded(server.connect, record)
        clients = [await connect(f"/{name}/chat") for _ in range(3)]
        for text in ("one", "two"):
            await clients[0].send(text)
        for client, heard in zip(clients, ROOMS[name], strict=True):
            assert [await client.recv() for _ in heard] == heard
        for client in clients:
            await client.close()
    for lane, heard in zip("ABC", ROOMS[name], strict=True):
        came = [e.data for e in record.events if (e.lane, e.way, e.kind) == (lane, "down", "text")]
        assert came[: len(heard)] == heard
        assert heard or not came


async def test_the_forgetful_room_throws_out_who_speaks_after_somebody_left():
    async with (
        in_process.serve(load("broadcast_test.servers").api) as server,
        server.connect("/forgetful/chat") as ann,
        server.connect("/forgetful/chat") as ben,
        server.connect("/forgetful/chat") as cleo,
    ):
        await ben.close()
        await ann.send("one")
        assert await cleo.recv() == "one"
        with pytest.raises(ConnectionClosed):
            await ann.recv()
        assert ann.close_code == 1011


async def fails_at_once(connect):
    raise ValueError("cries wolf")


async def waits_for_ever(connect):
    await asyncio.Event().wait()


@pytest.mark.parametrize(
    ("talk", "within", "reason"), [(waits_for_ever, 0.05, "TOO_MUCH"), (fails_at_once, 60, "RIGHT")]
)
async def test_a_test_that_fails_where_all_is_right_is_told_why_at_once(
    talk, within, reason, monkeypatch
):
    judge = load("echo_test.judge")
    monkeypatch.setattr(judge, "WITHIN", within)
    talks = {"/right/": talk, "/other/": waits_for_ever}

    async def told(connect: Any) -> None:
        await talks[connect("/")](connect)

    with pytest.raises(AssertionError) as failed:
        async with asyncio.timeout(10):
            await judge.judge(
                lambda path, close_timeout: path,
                SimpleNamespace(talk=told),
                "is right",
                {"other": ("is wrong", "help")},
            )
    assert getattr(failed.value, "because", "") == getattr(judge, reason)


def test_the_app_of_the_table_knows_that_it_has_started():
    module = load("differences")
    assert not module.started.is_set()
    with TestClient(module.api):
        assert module.started.is_set()
