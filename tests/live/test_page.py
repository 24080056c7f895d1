"""The server in the page, in CPython: the same code as in the worker, with ports that listen."""

import asyncio
import linecache
import logging
import sys
from typing import Any

import pytest

from live import conversation
from live.in_page.client import Client
from live.in_page.explain import explain
from live.in_page.page import Page
from live.in_page.record import PostedRecord
from live.wire import Event

STEP = "ch02_echo/step1_echo"
FILE = conversation.TUTORIAL / f"{STEP}.py"
HEAD = "import asyncio, responder\napi = responder.API(sessions=False)\n"
SOCKET = HEAD + '@api.route("/ws", websocket=True)\nasync def serve(ws):\n'


def program(*lines: str, before: str = "") -> str:
    """A server whose handler of ``/ws`` has these lines; it accepts if the first says so."""
    return before + SOCKET + "".join(f"    {line}\n" for line in lines)


ACCEPT = "await ws.accept()"
ECHO = program(ACCEPT, "async for text in ws.iter_text():", "    await ws.send_text(text)")


class Heard(list[dict[str, Any]]):
    """Messages that came, and those that will."""

    def __init__(self) -> None:
        self.changed = asyncio.Event()

    def post(self, message: dict[str, Any]) -> None:
        self.append(message)
        self.changed.set()

    async def until(self, **wanted: Any) -> dict[str, Any]:
        """The first message with these values; it may yet have to come."""
        try:
            async with asyncio.timeout(10):
                while True:
                    for message in self:
                        if wanted.items() <= message.items():
                            return message
                    self.changed.clear()
                    await self.changed.wait()
        except TimeoutError:
            raise AssertionError(f"{wanted} never came; what came: {list(self)}") from None

    def texts(self, kind: str) -> str:
        return "".join(message["text"] for message in self if message["type"] == kind)


class Here:
    """A page with what it posts."""

    def __init__(self) -> None:
        self.heard = Heard()
        self.page = Page(self.heard.post)  # which sets up logging, as for a process of its own
        self.seen = 0  # messages that next_wire has passed

    async def run(self, source: str, step: str = STEP) -> None:
        assert await self.page.run(step, source) == {"ok": True}

    def connect(
        self, path: str = "/ws", lane: str = "A", protocols: list[str] | None = None
    ) -> tuple[Client, Heard]:
        port = Heard()
        handshake = {
            "url": f"ws://127.0.0.1:5042{path}",
            "protocols": protocols or [],
            "origin": "http://127.0.0.1:5042",
        }
        return self.page.connect(lane, handshake, port), port

    async def open(self, *args: Any, **options: Any) -> tuple[Client, Heard]:
        client, port = self.connect(*args, **options)
        await port.until(type="open")
        return client, port

    async def wire(self, **wanted: Any) -> dict[str, Any]:
        """The first event of the wire with these values."""
        self.seen = 0
        return await self.next_wire(**wanted)

    async def next_wire(self, **wanted: Any) -> dict[str, Any]:
        """The next event of the wire with these values."""
        async with asyncio.timeout(10):
            while True:
                while self.seen < len(self.heard):
                    event: dict[str, Any] = self.heard[self.seen].get("event", {})
                    self.seen += 1
                    if wanted.items() <= event.items():
                        return event
                self.heard.changed.clear()
                await self.heard.changed.wait()


@pytest.fixture
async def here(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(sys, "stdout", sys.stdout)
    monkeypatch.setattr(sys, "stderr", sys.stderr)
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    there = Here()
    yield there
    # The task in which anyio ends this fixture is none that the program started.
    there.page.before |= {t for t in asyncio.all_tasks() if "anyio" in repr(t.get_stack(limit=1))}
    await there.page.stop()
    there.page.edited.drop()
    root.handlers[:] = handlers
    root.setLevel(level)  # a mere assignment would leave what loggers remember of the level


def ending(port: Heard) -> tuple[int, str, bool]:
    last = port[-1]
    assert last["type"] == "close", port
    return last["code"], last["reason"], last["wasClean"]


async def test_raw_bytes_go_both_ways(here):
    await here.run(ECHO)
    port = Heard()
    relay = here.page.relay(port)
    relay.send(memoryview(b"GET /nowhere HTTP/1.0\r\n\r\n"))
    await port.until(data="end")
    relay.send("end")
    await port.until(type="close")
    assert port[0]["data"].startswith(b"HTTP/1.1 404 ")


# Messages


async def test_text_and_binary_go_both_ways_in_order(here):
    await here.run(
        program(
            ACCEPT, "while True:", "    message = await ws.receive()",
            "    if message['type'] == 'websocket.disconnect': return",
            "    if message.get('text') is not None: await ws.send_text(message['text'])",
            "    else: await ws.send_bytes(message['bytes'])",
        )
    )  # fmt: skip
    client, port = await here.open()
    client.send("grüß dich")
    client.send(memoryview(b"\x00\xff"))
    client.send("")
    await port.until(type="message", data="")
    assert port[0] == {"type": "open", "protocol": "", "extensions": ""}
    assert [m["data"] for m in port if m["type"] == "message"] == ["grüß dich", b"\x00\xff", ""]
    assert [m["bytes"] for m in port if m["type"] == "sent"] == [11, 2, 0]
    event = await here.wire(way="down", kind="binary")
    assert (event["lane"], event["data"], event["size"]) == ("A", "00 ff", 2)


async def test_the_handshake_is_that_of_a_browser(here):
    await here.run(
        program(ACCEPT, 'await ws.send_text(f\'{ws.headers["host"]} {ws.headers["origin"]}\')')
    )
    _, port = await here.open("/ws?a=b%20c")
    assert (await port.until(type="message"))["data"] == "127.0.0.1:5042 http://127.0.0.1:5042"
    assert (await here.wire(kind="request"))["data"] == "/ws?a=b%20c"


@pytest.mark.parametrize(
    ("offered", "chosen", "got"),
    [(["a", "b"], "b", "b"), ([], None, "")],
)
async def test_a_subprotocol_is_agreed_upon(here, offered, chosen, got):
    await here.run(program(f"await ws.accept(subprotocol={chosen!r})"))
    _, port = await here.open(protocols=offered)
    assert port[0]["protocol"] == got


@pytest.mark.parametrize(("offered", "chosen"), [(["a"], "b"), ([], "b"), (["a"], None)])
async def test_a_subprotocol_that_was_not_agreed_upon_ends_the_handshake(here, offered, chosen):
    await here.run(program(f"await ws.accept(subprotocol={chosen!r})", "await ws.receive()"))
    _, port = here.connect(protocols=offered)
    await port.until(type="close")
    assert list(port) == [{"type": "close", "code": 1006, "reason": "", "wasClean": False}]


# Endings


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (["await ws.close(4401)"], 403),
        (["raise ValueError"], 403),
        (["pass"], 500),
        (
            [
                "from starlette.responses import PlainTextResponse",
                "await ws.send_denial_response(PlainTextResponse('no', 401))",
            ],
            401,
        ),
        (["from starlette.exceptions import HTTPException", "raise HTTPException(401)"], 403),
    ],
)
async def test_a_refusal_is_seen_on_the_wire_and_as_1006_in_the_page(here, lines, status):
    await here.run(program(*lines))
    client, port = here.connect()
    await client.task  # which has nothing to complain of
    assert list(port) == [{"type": "close", "code": 1006, "reason": "", "wasClean": False}]
    assert (await here.wire(kind="response"))["code"] == status


@pytest.mark.parametrize(
    ("lines", "seen"),
    [
        (["await ws.close(4401, 'go away')"], (4401, "go away", True)),
        (["pass"], (1006, "", False)),
        (["raise ValueError"], (1011, "Internal Server Error", True)),
        (["await ws.close(1005)"], (1006, "", False)),
        (["await ws.close(1006)"], (1006, "", False)),
        (["await ws.close(2999)"], (1006, "", False)),
        (["await ws.close(1000, 'x' * 200)"], (1006, "", False)),
        (["await ws.receive_text()"], (1009, "", True)),
    ],
)
async def test_an_ending_is_the_one_of_the_wire(here, lines, seen):
    await here.run(program(ACCEPT, *lines) + "SETTINGS = {'ws_max_size': 1000}\n")
    client, port = await here.open()
    if "receive_text" in lines[0]:
        client.send("x" * 1001)
    await port.until(type="close")
    code, reason, clean = ending(port)
    assert (code, clean) == (seen[0], seen[2])
    assert reason == seen[1] or seen[0] in (1009, 1011)
    assert ({"type": "closing"} in port) == clean


@pytest.mark.parametrize(
    ("close", "server_sees", "page_sees"),
    [
        ((None, ""), (1005, ""), (1005, "", True)),
        ((1000, ""), (1000, ""), (1000, "", True)),
        ((4000, "bye"), (4000, "bye"), (4000, "bye", True)),
        ((None, "bye"), (1000, "bye"), (1000, "bye", True)),
    ],
)
async def test_the_page_closes(here, close, server_sees, page_sees):
    await here.run(
        program(
            ACCEPT, "last = await ws.receive()", "print(last['code'], last['reason'])",
        )
    )  # fmt: skip
    client, port = await here.open()
    client.close(*close)
    await port.until(type="close")
    assert ending(port) == page_sees
    said = await here.heard.until(type="print")
    assert said["text"].split() == [str(part) for part in server_sees if part != ""]


async def test_what_was_sent_before_a_close_arrives(here):
    await here.run(program(ACCEPT, "async for text in ws.iter_text():", "    print(text)"))
    client, port = await here.open()
    for number in range(5):
        client.send(str(number))
    client.close(1000, "")
    client.send("too late")
    await port.until(type="close")
    assert here.heard.texts("print").split() == ["0", "1", "2", "3", "4"]


async def test_what_the_server_does_not_read_waits_in_the_page(here):
    gate = "gate = asyncio.Event()\n"
    lines = ("await gate.wait()", "async for text in ws.iter_text():", "    print(len(text))")
    await here.run(program(ACCEPT, *lines) + gate)
    client, port = await here.open()
    for size in range(1, 31):
        client.send("x" * 20_000 * size)
    await here.wire(way="up", kind="text")
    sent = [message["bytes"] for message in port if message["type"] == "sent"]
    assert sent[0] == 20_000
    assert len(sent) < 30
    here.page.program.gate.set()
    await port.until(type="sent", bytes=600_000)
    client.close(1000, "")
    await port.until(type="close")
    sizes = [20_000 * size for size in range(1, 31)]
    assert [message["bytes"] for message in port if message["type"] == "sent"] == sizes
    assert here.heard.texts("print").split() == list(map(str, sizes))


async def test_messages_come_before_the_close_that_followed_them(here):
    await here.run(
        program(ACCEPT, "for n in range(100): await ws.send_text(str(n))", "await ws.close(4000)")
    )
    _, port = here.connect()
    await port.until(type="close")
    kinds = [message["type"] for message in port]
    assert kinds == ["open", *["message"] * 100, "closing", "close"]


async def test_a_close_while_connecting_gives_the_handshake_up(here):
    await here.run(
        program(
            "print('asked', flush=True)", "await ws.receive()",
            "print((await ws.receive())['type'])",
        )
    )  # fmt: skip
    client, port = here.connect()
    await here.heard.until(text="asked\n")
    client.close(None, "")
    await here.heard.until(text="websocket.disconnect\n")
    await port.until(type="close")
    assert ending(port) == (1006, "", False)


async def test_nothing_runs_so_nothing_opens(here):
    _, port = here.connect()
    await port.until(type="close")
    assert ending(port) == (1006, "", False)


async def test_a_redirect_is_not_followed(here):
    await here.run(
        program(
            "from starlette.responses import RedirectResponse",
            "await ws.send_denial_response(RedirectResponse('/other'))",
        )
    )
    _, port = here.connect()
    await port.until(type="close")
    assert ending(port) == (1006, "", False)
    assert sum(message["type"] == "wire" for message in here.heard) == 2


# Clients that misbehave


FILL = [
    ACCEPT,
    "while True:",
    "    text = await ws.receive_text()",
    "    if text == 'stop': break",
    "    for n in range(60): await ws.send_text(f'{n:03} ' + 'x' * 20_000)",
    "    print('all sent')",
    "await ws.close(4000)",
]


async def test_a_frozen_client_makes_the_server_wait_and_the_wire_shows_it(here):
    await here.run(program(*FILL))
    client, port = await here.open()
    client.freeze(True)
    client.send("go")
    while (await here.next_wire(kind="waiting", lane="A"))["size"] < 300_000:
        pass
    assert "all sent" not in here.heard.texts("print")
    assert [message["type"] for message in port] == ["open", "sent"]
    sizes = [m["event"]["size"] for m in here.heard if m.get("event", {}).get("kind") == "waiting"]
    assert sizes == sorted(sizes)
    client.freeze(False)
    await here.heard.until(text="all sent\n")
    client.send("stop")
    await port.until(type="close")
    numbers = [int(m["data"][:3]) for m in port if m["type"] == "message"]
    assert numbers == list(range(60))
    assert ending(port) == (4000, "", True)


async def test_a_client_can_be_frozen_before_it_is_open(here):
    await here.run(program(ACCEPT, "await ws.send_text('hello')", "await ws.receive()"))
    _, port = here.connect()
    here.page.freeze("A", True)
    await port.until(type="open")
    await here.wire(kind="response")
    assert "message" not in [message["type"] for message in port]
    here.page.freeze("A", False)
    await port.until(type="message", data="hello")


async def test_a_frozen_client_says_nothing_twice_while_nothing_comes(here):
    await here.run(ECHO)
    client, port = await here.open()
    client.freeze(True)
    here.seen = 0
    for times in (1, 2):
        client.send("hello")
        event = await here.next_wire(kind="waiting")
        assert event["size"] == times * (len("hello") + 2)
    client.freeze(False)
    await port.until(type="message", data="hello")


@pytest.mark.parametrize("frozen", [False, True])
async def test_a_dropped_client_is_gone_without_a_close_frame(here, frozen):
    await here.run(
        program(
            ACCEPT, "for n in range(3): await ws.send_text('x')",
            "print((await ws.receive())['type'])",
        )
    )  # fmt: skip
    client, port = await here.open()
    await port.until(type="message")
    client.freeze(frozen)
    here.page.drop("A")
    await port.until(type="close")
    assert ending(port) == (1006, "", False)
    await here.heard.until(text="websocket.disconnect\n")
    await here.wire(kind="lost", lane="A")
    await asyncio.wait([client.task])
    assert "A" not in here.page.clients


async def test_a_dropped_client_is_given_nothing_that_had_come_while_it_was_frozen(here):
    await here.run(
        program(ACCEPT, "for n in range(3): await ws.send_text(str(n))", "await ws.receive()")
    )
    client, port = here.connect()
    tell = port.post

    def tell_and_freeze(message: dict[str, Any]) -> None:
        tell(message)
        if message["type"] == "message":
            client.freeze(True)

    port.post = tell_and_freeze
    await port.until(type="message")
    await here.wire(kind="text", data="2")
    here.page.drop("A")
    await port.until(type="close")
    assert [message["type"] for message in port] == ["open", "message", "close"]


async def test_a_goodbye_that_is_not_answered_is_not_clean(here):
    await here.run(ECHO)
    client, port = await here.open()
    client.freeze(True)
    client.close(1000, "")
    await here.wire(kind="close", way="up")
    here.page.drop("A")
    await port.until(type="close")
    assert ending(port) == (1006, "", False)
    assert {"type": "closing"} not in port


async def test_what_nothing_holds_up_is_sent_at_once(here):
    await here.run(ECHO)
    client, port = await here.open()
    client.send("hello")
    assert port[-1] == {"type": "sent", "bytes": 5}


async def test_what_was_sent_before_the_socket_was_open_holds_up_nothing_later(here):
    await here.run(ECHO)
    client, port = here.connect()
    client.send("early")
    await port.until(type="sent", bytes=5)
    client.send("now")
    assert port[-1] == {"type": "sent", "bytes": 3}


async def test_a_client_that_still_connects_can_be_dropped(here):
    await here.run(program("await ws.receive()", "await ws.receive()"))
    _, port = here.connect()
    await here.wire(kind="request")
    here.page.drop("A")
    await port.until(type="close")
    assert ending(port) == (1006, "", False)


async def test_an_unknown_lane_is_left_alone(here):
    here.page.drop("Z")
    here.page.freeze("Z", True)


# HTTP


async def test_files_come_over_http(here):
    step = "ch05_browser/step2_static"
    await here.run((conversation.TUTORIAL / f"{step}.py").read_text("utf-8"), step)
    index = await here.page.fetch("/")
    assert (index["status"], index["type"].split(";")[0]) == (200, "text/html")
    assert b"<script" in index["body"]
    script = await here.page.fetch("/static/chat.js")
    file = conversation.TUTORIAL / "ch05_browser" / "static" / "chat.js"
    assert script["body"] == file.read_bytes()
    moved = await here.page.fetch("/static/index.html")
    assert (moved["status"] // 100, moved["location"]) == (3, "..")
    assert (await here.page.fetch("/none"))["status"] == 404


async def test_a_ticket_is_bought_over_http(here):
    step = "ch06_hooks/step5_ticket"
    await here.run((conversation.TUTORIAL / f"{step}.py").read_text("utf-8"), step)
    bought = await here.page.fetch("/ticket", "POST", {"Authorization": "Bearer s3cret"}, "")
    assert (await here.page.fetch("/ticket", "POST"))["status"] == 401
    _, port = await here.open(f"/ws?ticket={bought['body'].decode()}")
    _, again = here.connect(f"/ws?ticket={bought['body'].decode()}")
    await again.until(type="close")
    assert len(port) == 1


# What the server says


def test_the_first_of_very_many_characters_are_told():
    told: list[dict[str, Any]] = []
    record = PostedRecord(told.append)
    for size in (10_000, 10_001):
        record.add(Event("A", "down", "text", "x" * size, size=size))
    whole, cut = (message["event"]["data"] for message in told)
    assert whole == "x" * 10_000
    assert cut == f"{whole}…"


async def test_an_error_without_a_traceback_is_told(here):
    await here.run(HEAD)
    error = ValueError("on purpose")
    logging.getLogger("mine").error("it failed", exc_info=(ValueError, error, None))
    told = await here.heard.until(type="log", text="it failed")
    assert told["message"] == "ValueError: on purpose"
    assert told["line"] is None


async def test_prints_and_logs_are_posted(here):
    await here.run(
        "import logging, sys\n" + HEAD + "print('out')\nprint('no', 'end', end='')\n"
        "sys.stderr.write('err\\n')\nlogging.getLogger('mine').warning('careful %s', 1)\n"
        "logging.getLogger().info('fine')\n"
    )
    assert here.heard.texts("print") == "out\nno enderr\n"
    assert sys.stdout.writable()
    await here.heard.until(type="log", level="WARNING", text="careful 1")
    await here.heard.until(type="log", level="INFO", text="fine")


async def test_a_traceback_points_at_the_line(here):
    source = program(ACCEPT, "text = await ws.receive_text()", "raise ValueError(text)")
    await here.run(source)
    client, port = await here.open()
    client.send("on purpose")
    await port.until(type="close")
    told = await here.heard.until(level="ERROR", text="Exception in ASGI application")
    assert told["message"] == "ValueError: on purpose"
    assert source.splitlines()[told["line"] - 1].strip() == "raise ValueError(text)"
    assert told["trace"].startswith("Traceback (most recent call last):\n")
    assert f'File "tutorial_code/{STEP}.py", line {told["line"]}, in serve' in told["trace"]
    assert "    raise ValueError(text)" in told["trace"]
    assert "uvicorn" not in told["trace"]


# Errors


@pytest.mark.parametrize(
    ("source", "message", "line"),
    [
        ("import responder\napi = (\n", "SyntaxError: '(' was never closed", 2),
        ("if True:\nx = 1\n", "IndentationError: expected an indented block after 'if'", 2),
        (HEAD + "\n1 / 0\n", "ZeroDivisionError: division by zero", 4),
        ("x = 1\n", "This file has no `api`. A server begins with: api = responder.API()", None),
        ("api = 3\n", "`api` should be an app, as responder.API() gives one; it is 3.", None),
        ("import numpie\n", "ModuleNotFoundError: No module named 'numpie'. In the page there", 1),
        (HEAD + "raise SystemExit(3)\n", "SystemExit: 3. The file ended the program", 3),
        (HEAD + "SETTINGS = {'wsmax': 1}\n", "TypeError: Config.__init__() got an unexp", None),
        (
            HEAD + "@api.on_event('startup')\nasync def start():\n    1 / 0\n",
            "RuntimeError: the app's startup failed: its traceback is in the log",
            None,
        ),
    ],
)
async def test_a_program_that_does_not_run_says_why_and_where(here, source, message, line):
    told = await here.page.run(STEP, source)
    assert not told["ok"]
    assert told["message"].startswith(message)
    assert told["line"] == line
    assert "importlib" not in told["trace"]
    await here.run(ECHO)  # and the next one does


async def test_an_error_in_a_module_that_the_step_imports_points_at_the_import(here):
    source = "import json\njson.loads('[')\n"
    told = await here.page.run(STEP, source)
    assert (told["line"], told["message"].split(":")[0]) == (2, "JSONDecodeError")


def test_threads_are_missed_in_words():
    told = explain(RuntimeError("can't start new thread"), FILE)
    assert told["message"].endswith("use asyncio, or run the step on your own machine.")


async def test_the_line_of_an_error_in_a_group_or_a_cause_is_found(here):
    for lines in (
        ["async with asyncio.TaskGroup() as group: group.create_task(fail())"],
        ["try:", "    await fail()", "except ValueError as e:", "    raise KeyError from e"],
    ):
        source = program(ACCEPT, *lines) + "async def fail():\n    raise ValueError\n"
        await here.run(source)
        _, port = here.connect()
        await port.until(type="close")
        told = [message for message in here.heard if message.get("level") == "ERROR"][-1]
        assert "raise" in source.splitlines()[told["line"] - 1] or "Group" in told["message"]


# Running again


async def test_running_again_replaces_the_server(here):
    await here.run(ECHO)
    _, port = await here.open()
    await here.run(ECHO.replace("send_text(text)", "send_text(text.upper())"))
    assert ending(port) == (1012, "", True)
    client, port = await here.open()
    client.send("hello")
    await port.until(type="message", data="HELLO")


async def test_what_a_program_started_ends_with_it(here):
    source = ECHO + (
        "async def tick():\n    try:\n        await asyncio.sleep(1000)\n"
        "    finally:\n        print('ended')\ntask = asyncio.create_task(tick())\n"
    )
    await here.run(source)
    await asyncio.sleep(0)
    await here.page.stop()
    assert here.heard.texts("print") == "ended\n"


async def test_a_handler_that_never_ends_does_not_hold_up_the_next_run(here):
    await here.run(program(ACCEPT, "await asyncio.Event().wait()"))
    client, port = await here.open()
    client.freeze(True)
    await here.run(ECHO)
    assert ending(port)[0] in (1006, 1012)
    await here.open()


async def test_a_run_that_is_given_up_leaves_room_for_the_next(here):
    source = HEAD + "@api.on_event('startup')\nasync def start():\n    print('starts')\n"
    run = asyncio.create_task(here.page.run(STEP, source + "    await asyncio.Event().wait()\n"))
    await here.heard.until(text="starts\n")
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    await here.run(ECHO)


async def test_two_runs_at_once_leave_the_second(here):
    first, second = await asyncio.gather(
        here.page.run(STEP, program(ACCEPT, "await ws.send_text('first')")),
        here.page.run(STEP, program(ACCEPT, "await ws.send_text('second')")),
    )
    assert first == second == {"ok": True}
    _, port = await here.open()
    await port.until(type="message", data="second")


async def test_the_lines_that_a_traceback_shows_are_those_of_the_edit(here):
    await here.run(ECHO)
    assert "".join(linecache.getlines(str(FILE))) == ECHO


async def test_an_edit_leaves_the_file_and_the_other_steps_alone(here):
    before = FILE.read_bytes()
    await here.run("raise_me = 1\n" + ECHO)
    assert FILE.read_bytes() == before
    guard = "ch03_chat/step3_guard"
    await here.page.run(guard, "1 / 0\n")
    step = "ch03_chat/step5_queue"  # imports the guard
    await here.run((conversation.TUTORIAL / f"{step}.py").read_text("utf-8"), step)


# Talks


@pytest.mark.parametrize("step", conversation.steps())
async def test_a_step_holds_its_own_talk(here, step):
    await here.run((conversation.TUTORIAL / f"{step}.py").read_text("utf-8"), step)
    if conversation.is_raw(conversation.load_talk(step)):
        assert (await here.page.talk(step))["ok"]
        return
    expected = await conversation.hold_in_process(step)
    assert await here.page.talk(step) == {"ok": True, "text": expected.as_text()}


async def test_a_talk_that_fails_says_so(here):
    await here.run(program(ACCEPT, "await ws.send_text('not an echo')", "await ws.receive()"))
    told = await here.page.talk(STEP)
    assert not told["ok"]
    assert "AssertionError" in told["message"]
    assert "runtime: in the page" in told["trace"]
