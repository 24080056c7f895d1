"""The three formats, all that a client can send in place of them, and what a server makes of it."""

import contextlib
import csv
import inspect
import json
import logging
import re
import struct
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import responder
from starlette.websockets import WebSocket, WebSocketState
from websockets.exceptions import (
    ConnectionClosed,
    ConnectionClosedError,
    ConnectionClosedOK,
    InvalidState,
)

from live import conversation, in_process
from live.wire import Record
from tests import chapters
from tests.processes import TRACEBACK, serve_step
from tests.raw_frames import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    TEXT,
    RawClient,
    frame,
    raw_client,
    serious,
    settled,
)
from tests.runtimes import watched

FORMATS = "ch04_formats/step1_formats"
UPLOAD = "ch04_formats/step2_upload"
JSON_IN_BYTES = "ch04_formats/step3_json_in_bytes"
READINGS = "ch04_formats/step4_readings"
KINDS = "ch04_formats/step5_kinds"
JSON = "ch04_formats/step6_json"
STRICT = "ch04_formats/step7_strict"
TRUSTING = "ch04_formats/wrong_trusting"
TOTAL = "ch04_formats/wrong_total"
LIMITLESS = "ch04_formats/wrong_limitless"

GOOD = b'{"name": "Ann"}'
ECHO = '{"echo": {"name": "Ann"}}'
BAD_ANSWER = '{"error":"bad JSON"}'
NOT_AN_OBJECT = '{"error":"not an object"}'

INPUTS = {
    "a binary message": frame(BINARY, GOOD),
    "an empty binary message": frame(BINARY),
    "JSON without its last brace": frame(TEXT, b'{"name": "Ann"'),
    "an empty text": frame(TEXT),
    "an object after a byte order mark": frame(TEXT, b"\xef\xbb\xbf{}"),
    "60,000 times ``[``": frame(TEXT, b"[" * 60_000),
    "a number of 5,000 digits": frame(TEXT, b'{"amount": %s}' % (b"1" * 5_000)),
    "``NaN``": frame(TEXT, b'{"amount": NaN}'),
    "``1e999``": frame(TEXT, b'{"amount": 1e999}'),
    "half of a surrogate pair": frame(TEXT, rb'{"name": "\ud800"}'),
    "``1``": frame(TEXT, b"1"),
    "``null``": frame(TEXT, b"null"),
    "a key twice": frame(TEXT, b'{"name": "Bob", "name": "Ann"}'),
    "65,537 bytes": frame(TEXT, b" " * 65_535 + b"{}"),
    "65,537 bytes in two frames": frame(TEXT, b" " * 65_535, fin=False)
    + frame(CONTINUATION, b"{}"),
    "a header that promises 16 MiB and 1 byte": frame(TEXT, length=16 * 1024 * 1024 + 1),
    "bytes that are not UTF-8": frame(TEXT, b"caf\xe9"),
    "the same after a good message": frame(TEXT, GOOD) + frame(TEXT, b"caf\xe9"),
    "the same after a binary message": frame(BINARY, GOOD) + frame(TEXT, b"caf\xe9"),
    "a frame without a mask": frame(TEXT, GOOD, masked=False),
    "a reserved bit": frame(TEXT, GOOD, reserved=2),
    "a frame that claims to be compressed": frame(TEXT, GOOD, reserved=4),
    "an unknown opcode": frame(3, GOOD),
    "the continuation of nothing": frame(CONTINUATION, GOOD),
    "a new message inside another": frame(TEXT, b"{", fin=False) + frame(TEXT, GOOD),
    "a ping of 126 bytes": frame(PING, b"x" * 126),
    "a ping in fragments": frame(PING, b"x", fin=False),
    "close with 1005, which none may send": frame(CLOSE, struct.pack("!H", 1005)),
    "half of a close code": frame(CLOSE, b"\x03"),
    "a close reason that is not UTF-8": frame(CLOSE, struct.pack("!H", 1000) + b"\xff"),
    "a message and the goodbye at once": frame(TEXT, GOOD) + frame(CLOSE, struct.pack("!H", 1000)),
}


def test_the_chapter_holds_its_examples():
    assert chapters.count("ch04_formats", "snippet") == 20
    assert chapters.count("ch04_formats", "testcode") == 13
    assert chapters.count("ch04_formats", "csv-table") == 2


PATHS = {FORMATS: "/text", UPLOAD: "/upload", READINGS: "/readings"}  # of the others: /ws


class Since:
    """A running server as a test sees it, with what it has logged since now."""

    def __init__(self, server: Any) -> None:
        self.server = server
        self.began = len(server.log)
        self.connect = server.connect
        self.open_connection = server.open_connection
        self.port = server.port
        self.runtime = server.runtime

    @property
    def log(self) -> str:
        return str(self.server.log[self.began :])


@pytest.fixture(scope="module")
async def processes() -> AsyncIterator[Callable[..., Awaitable[Any]]]:
    """One process for each step, which all tests here share: whatever one sends, it must go on."""
    async with contextlib.AsyncExitStack() as stack:
        started: dict[Any, Any] = {}

        async def process(*step: str) -> Any:
            if step not in started:
                started[step] = await stack.enter_async_context(serve_step(*step))
            return started[step]

        yield process


@pytest.fixture
def serve_real(processes):
    @contextlib.asynccontextmanager
    async def serve(*step):
        server = await processes(*step)
        await settled(server, PATHS.get(step[0], "/ws"))
        async with watched(Since(server)) as view:
            yield view

    return serve


# Round trips


@pytest.mark.parametrize("text", ["", " ", "grüß dich 👋", "\x00", "\ufeff", "x" * 100_000])
async def test_text_comes_back(serve, text):
    async with serve(FORMATS) as server, server.connect("/text") as ws:
        await ws.send(text)
        assert await ws.recv() == text


@pytest.mark.parametrize("data", [b"", b"\x00", b"caf\xe9", bytes(range(256)) * 400])
async def test_bytes_come_back(serve, data):
    async with serve(FORMATS) as server, server.connect("/bytes") as ws:
        await ws.send(data)
        assert await ws.recv() == data


VALUES = [{}, [], "", "grüß dich 👋", 0, -1.5, 10**400, True, None, {"a": [{"b": None}] * 3}]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:20])
async def test_json_comes_back(serve, value):
    async with serve(FORMATS) as server, server.connect("/json") as ws:
        await ws.send(json.dumps(value))
        answer = await ws.recv()
        assert isinstance(answer, str)
        assert json.loads(answer) == value


async def test_send_json_writes_no_spaces_and_escapes_no_umlauts(serve):
    async with serve(FORMATS) as server, server.connect("/json") as ws:
        await ws.send(r'{ "a": [1, 2], "b": "\u00fc" }')
        assert await ws.recv() == '{"a":[1,2],"b":"ü"}'


@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:20])
async def test_json_comes_back_in_bytes(serve, value):
    async with serve(JSON_IN_BYTES) as server, server.connect("/ws") as ws:
        await ws.send(json.dumps(value).encode())
        answer = await ws.recv()
        assert isinstance(answer, bytes)
        assert json.loads(answer) == {"echo": value}


def test_iter_json_reads_text_only():
    assert "mode" not in inspect.signature(WebSocket.iter_json).parameters
    assert "mode" in inspect.signature(WebSocket.receive_json).parameters


async def upload(server):
    """The check: an upload in three formats is answered, and the connection closed."""
    async with server.connect("/upload") as ws:
        await ws.send("")
        await ws.send("[1, 2]")
        await ws.send(b"\x00" * 70_000)
        assert json.loads(await ws.recv()) == {"name": "", "about": [1, 2], "size": 70_000}
        with pytest.raises(ConnectionClosedOK):
            await ws.recv()


async def test_an_upload_takes_three_formats_over_one_connection(serve):
    async with serve(UPLOAD) as server:
        await upload(server)


@pytest.mark.parametrize("messages", [[], ["cat.png"], ["cat.png", "{}"]])
async def test_an_upload_may_be_given_up(serve, messages):
    async with serve(UPLOAD) as server:
        for politely in (True, False):
            async with server.connect("/upload") as ws:
                for message in messages:
                    await ws.send(message)
                if not politely:
                    ws.transport.abort()
        await upload(server)
        await settled(server, "/upload")
        assert TRACEBACK not in server.log


# Which format


async def test_the_three_forms_hold_the_same_readings(serve):
    async with serve(READINGS) as server, server.connect("/readings") as ws:
        objects, lists, packed = [await ws.recv() for _ in range(3)]
    assert (type(objects), type(lists), type(packed)) == (str, str, bytes)
    assert [(r["time"], r["temperature"]) for r in json.loads(objects)] == [
        (time, hundredths / 100) for time, hundredths in struct.iter_unpack("<Ih", packed)
    ]
    assert [list(r.values()) for r in json.loads(objects)] == json.loads(lists)
    first, last = json.loads(lists)[0], json.loads(lists)[-1]
    assert (first, last) == ([1_800_000_000, 19.5], [1_800_059_940, 19.5 + 999**2 % 317 / 100])


async def test_what_crosses_the_wire_is_as_long_as_the_chapter_says(serve):
    offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"
    async with serve(READINGS) as server:
        async with raw_client(server, "/readings") as client:
            assert [len((await client.receive())[1]) for _ in range(3)] == [39_904, 18_904, 6_000]
        async with raw_client(server, "/readings", offer) as client:
            assert round(len((await client.receive())[1]), -3) == 5_000


# What a client can send in place of it


async def outcome(client: RawClient, sent: bytes, within: float = 5) -> str:
    """What a client sees of what it sent: an answer, which leaves the socket open, or an end."""
    await client.send(sent)
    try:
        opcode, payload = await client.receive(within)
    except (EOFError, ConnectionResetError):
        return "1006"
    except TimeoutError:
        return "nothing"
    if opcode == CLOSE:
        return str(int.from_bytes(payload[:2]))
    await client.send(frame(TEXT, GOOD))
    assert json.loads((await client.receive())[1]) == json.loads(ECHO)
    return f"``{payload.decode()}``"


async def measure(server: Any, sent: bytes, within: float = 5) -> tuple[str, str]:
    """What a client saw of what it sent, and what the server wrote about it, without INFO lines."""
    await settled(server)
    before = len(server.log)
    async with raw_client(server, "/ws") as client:
        seen = await outcome(client, sent, within)
    await settled(server)
    return seen, serious(server.log[before:])


async def end(ws: Any) -> str:
    """How the connection ended, in the words of the library: what came, and not what went."""
    with pytest.raises(ConnectionClosed) as ended:
        await ws.recv()
    return str(ended.value).partition(";")[0]


def table(name: str) -> list[dict[str, str]]:
    """The rows of a table that the chapter shows."""
    with (chapters.DOCS / "tables" / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_bad_frame_is_in_the_table():
    assert [row["a client sends"] for row in table("bad_frames")] == list(INPUTS)


async def test_what_a_trusting_server_makes_of_each_bad_frame(serve):
    measured = []
    async with serve(TRUSTING) as server:
        for sent in INPUTS.values():
            seen, written = await measure(server, sent)
            measured.append((seen, str(written.count(TRACEBACK))))
    assert measured == [(row["trusting"], row["tracebacks"]) for row in table("bad_frames")]


async def test_what_the_strict_server_makes_of_each_bad_frame(serve):
    measured = []
    async with serve(STRICT) as server, server.connect("/ws") as ann:
        for sent in INPUTS.values():
            seen, written = await measure(server, sent)
            measured.append((seen, str(len(written.splitlines()))))
            await ann.send(GOOD.decode())  # everybody else is served, all the while
            assert await ann.recv() == ECHO
    assert measured == [(row["strict"], row["log lines"]) for row in table("bad_frames")]


async def test_each_end_has_its_own_line(serve):
    """The line names the client's address, the code, and what the server has to say about it."""
    async with serve(STRICT) as server:
        for name, line in {
            "a binary message": "127.0.0.1 ended with 1003 'text only'",
            "a frame without a mask": "127.0.0.1 ended with 1002 'incorrect masking'",
            "bytes that are not UTF-8": "127.0.0.1 ended with 1007 ''",
            "65,537 bytes": "127.0.0.1 ended with 1009 "
            "'frame with 65537 bytes exceeds limit of 65536 bytes'",
        }.items():
            _, written = await measure(server, INPUTS[name])
            level, _, text = written.partition(":")
            assert (level, text.strip()) == ("WARNING", line)


async def test_a_client_cannot_forge_a_line_of_the_log(serve):
    async with serve(STRICT) as server:
        reason = b"\x03\xefsorry\nERROR: all is lost"
        _, written = await measure(server, frame(CLOSE, reason))
        assert written.endswith(r"127.0.0.1 ended with 1007 'sorry\nERROR: all is lost'")
        assert len(written.splitlines()) == 1


@pytest.mark.differs("process")
@pytest.mark.real
async def test_wsproto_sends_no_code_for_what_breaks_the_protocol(serve_real):
    """Each row of the table is measured, and what is not in it makes no difference."""
    expected = {row["a client sends"]: row["default"] for row in table("wsproto")}
    assert (
        expected.items() <= {r["a client sends"]: r["strict"] for r in table("bad_frames")}.items()
    )
    measured = []
    async with serve_real(STRICT, "--ws", "wsproto", "--ws-max-size", "65536") as server:
        for row in table("bad_frames"):
            name = row["a client sends"]
            seen, written = await measure(server, INPUTS[name], 1 if name in WAITS else 5)
            assert len(written.splitlines()) == int(row["log lines"]) - (seen == "nothing")
            if seen == "1006":  # the server's own log knows the code that the client was not sent
                known = "1003" if name == "the same after a binary message" else row["strict"]
                assert f"127.0.0.1 ended with {known} " in written
            if seen != row["strict"]:
                measured.append({"a client sends": name, "default": row["strict"], "wsproto": seen})
    assert measured == table("wsproto")


WAITS = "a header that promises 16 MiB and 1 byte"


# The kind


async def refuse_bytes(server):
    """The check: text is served, and bytes end the connection with 1003 and one line of the log."""
    async with server.connect("/ws") as ws:
        await ws.send(GOOD.decode())
        assert "Ann" in await ws.recv()
        before = len(server.log)
        await ws.send(GOOD)
        assert await end(ws) == "received 1003 (unsupported data) text only"
    await settled(server)
    assert len(serious(server.log[before:]).splitlines()) == 1


async def test_the_talk_notices_a_server_that_answers_bytes():
    api = responder.API(sessions=False)

    @api.route("/ws", websocket=True)
    async def mirror(ws):
        await ws.accept()
        await ws.send_text(await ws.receive_text())
        await ws.send_bytes(await ws.receive_bytes())

    async with in_process.serve(api) as server:
        with pytest.raises(AssertionError, match="bytes were answered: b'hello'"):
            await conversation.hold(conversation.load_talk(KINDS), server, Record())


@pytest.mark.parametrize("step", [KINDS, JSON, STRICT])
async def test_bytes_are_refused_with_1003(serve, step):
    async with serve(step) as server:
        await refuse_bytes(server)


async def test_what_follows_bytes_in_the_same_breath_is_not_read():
    kinds: Any = conversation.load(KINDS)
    api = responder.API(sessions=False)
    read = []

    @api.route("/ws", websocket=True)
    async def listen(ws):
        await ws.accept()
        read.extend([text async for text in kinds.texts(ws)])

    async with in_process.serve(api) as server, server.connect("/ws") as ws:
        ws.transport.write(frame(TEXT, b"one") + frame(BINARY, b"two") + frame(TEXT, b"three"))
        assert await end(ws) == "received 1003 (unsupported data) text only"
    assert read == ["one"]


async def test_a_server_that_expects_text_crashes_on_bytes(serve):
    async with serve(TRUSTING) as server:
        with pytest.raises(AssertionError, match="1011"):
            await refuse_bytes(server)
        assert "KeyError: 'text'" in server.log


@pytest.mark.parametrize(
    ("step", "path", "message", "reason"),
    [
        (FORMATS, "/text", b"hello", "KeyError: 'text'"),
        (FORMATS, "/json", b"1", "KeyError: 'text'"),
        (FORMATS, "/bytes", "hello", "KeyError: 'bytes'"),
        (JSON_IN_BYTES, "/ws", "1", "KeyError: 'bytes'"),
        (UPLOAD, "/upload", b"cat.png", "KeyError: 'text'"),
    ],
)
async def test_each_method_expects_its_own_kind(serve, step, path, message, reason):
    async with serve(step) as server:
        async with server.connect(path) as ws:
            await ws.send(message)
            assert await end(ws) == "received 1011 (internal error)"
        await settled(server, path)
        assert server.log.count(reason) == 2  # Responder writes it, then uvicorn


class Scripted:
    """A connection that receives prepared events, and remembers how it was closed."""

    client = None

    def __init__(self, *events):
        self.events = [*events, {"type": "websocket.disconnect", "code": 1005}]
        self.closed = None

    async def receive(self):
        return self.events.pop(0)

    async def close(self, code, reason):
        self.closed = code, reason


async def test_a_server_may_name_both_kinds_of_which_one_is_none():
    """ASGI allows both keys; uvicorn sends one. A client without an address is no error either."""
    texts = conversation.load(KINDS).texts
    ws = Scripted(
        {"type": "websocket.receive", "text": "", "bytes": None},
        {"type": "websocket.receive", "text": None, "bytes": b""},
    )
    assert [text async for text in texts(ws)] == [""]
    assert ws.closed == (1003, "text only")
    with pytest.raises(KeyError):
        await WebSocket.receive_text(Uvicorn({"type": "websocket.receive", "bytes": b""}))
    both = {"type": "websocket.receive", "text": None, "bytes": b""}
    assert await WebSocket.receive_text(Uvicorn(both)) is None


class Uvicorn(WebSocket):
    """An accepted connection that receives one event."""

    def __init__(self, event):
        async def receive():
            return event

        async def send(message):
            raise AssertionError(message)

        super().__init__({"type": "websocket"}, receive, send)
        self.client_state = self.application_state = WebSocketState.CONNECTED


# The text


def strictly(text):
    """Read JSON as the standard has it, and as every other language reads it."""

    def refuse(name):
        raise ValueError(f"{name} is no JSON")

    return json.loads(text, parse_constant=refuse)


async def answer_in_json(server, message):
    """The check: a message is answered with JSON that others can read, and so is the next."""
    async with server.connect("/ws") as ws:
        for text in (message, '{"amount": 1}'):
            await ws.send(text)
            assert isinstance(strictly(await ws.recv()), dict)


BAD_JSON = [
    '{"amount": NaN}',
    '{"amount": Infinity}',
    '{"amount": -Infinity}',
    '{"amount": 1e999}',
    '{"amount": "\\udc00"}',
    '{"\\ud800": 1}',
    '{"amount": %s}' % ("1" * 5_000),
    "[" * 60_000,
    '{"a":' * 10_000,
    "{",
    "",
    "{}{}",
]


@pytest.mark.parametrize("step", [JSON, STRICT])
@pytest.mark.parametrize("message", BAD_JSON, ids=lambda message: message[:20])
async def test_what_is_not_json_is_answered_with_an_error(serve, step, message):
    async with serve(step) as server:
        await answer_in_json(server, message)
        async with server.connect("/ws") as ws:
            await ws.send(message)
            assert await ws.recv() == BAD_ANSWER
        assert not serious(server.log)  # the client is told; the log is not its notice-board


@pytest.mark.parametrize("message", ["1", "1.5", "null", "true", '"Ann"', "[]", "[{}]"])
async def test_what_is_not_an_object_is_answered_with_an_error(serve, message):
    async with serve(STRICT) as server, server.connect("/ws") as ws:
        await ws.send(message)
        assert await ws.recv() == NOT_AN_OBJECT
        await ws.send(GOOD.decode())
        assert await ws.recv() == ECHO


@pytest.mark.parametrize("step", [TRUSTING, TOTAL])
async def test_nan_goes_through_a_server_that_checks_nothing(serve, step):
    async with serve(step) as server:
        with pytest.raises(ValueError, match="NaN is no JSON"):
            await answer_in_json(server, '{"amount": NaN}')


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("{", "JSONDecodeError"),
        ("[" * 100_000, "RecursionError"),
        ("1" * 5_000, "ValueError: Exceeds the limit"),
        (r'"\ud800"', "UnicodeEncodeError"),
    ],
    ids=["bad JSON", "deep", "digits", "surrogate"],
)
async def test_other_bad_json_ends_the_connection(serve, message, reason):
    async with serve(TRUSTING) as server:
        with pytest.raises(ConnectionClosedError, match="1011"):
            await answer_in_json(server, message)
        await settled(server)
        assert reason in server.log
        assert server.log.count(TRACEBACK) == 2


async def test_null_is_no_object_to_a_server_that_expects_one(serve):
    async with serve(TOTAL) as server:
        with pytest.raises(ConnectionClosedError, match="1011"):
            await answer_in_json(server, "null")
        assert "TypeError: 'NoneType' object is not subscriptable" in server.log


async def test_an_object_nested_to_any_depth_has_an_answer(serve):
    """Around the depth at which Python gives up, too, whether reading or writing gives up first."""
    async with serve(STRICT) as server, server.connect("/ws") as ws:
        for depth in [*range(1, 50), *range(850, 1010)]:
            message = '{"a":' * depth + "1" + "}" * depth
            await ws.send(message)
            answer = await ws.recv()
            assert answer.replace(" ", "") in (f'{{"echo":{message}}}', BAD_ANSWER.replace(" ", ""))
        assert not serious(server.log)


@pytest.mark.parametrize(
    "message",
    ["{}", '{"a": [1, 2.5, null, true, "grüß dich 👋"]}', r'{"a": "\ud83d\udc4b"}', " {} \n"],
)
async def test_what_is_an_object_comes_back(serve, message):
    async with serve(STRICT) as server, server.connect("/ws") as ws:
        await ws.send(message)
        answer = await ws.recv()
        assert json.loads(answer) == {"echo": json.loads(message)}
        assert "\\u" not in answer


@pytest.mark.differs("address")
@pytest.mark.browser
@pytest.mark.real
async def test_chromium_cannot_read_nan_and_gets_bytes_as_a_blob(serve_real, page):
    script = """([url, message]) => new Promise((resolve, reject) => {
        const ws = new WebSocket(url);
        ws.onerror = () => reject(new Error("no connection"));
        ws.onopen = () => ws.send(message === "bytes" ? new Uint8Array([1, 2]) : message);
        ws.onmessage = ({data}) => {
            ws.close();
            if (typeof data !== "string") return resolve(data.constructor.name);
            try { resolve(JSON.stringify(JSON.parse(data))); }
            catch (error) { resolve(error.name); }
        };
    })"""

    async def ask(path, message):
        return await page.evaluate(script, [f"ws://127.0.0.1:{server.port}{path}", message])

    async with serve_real(FORMATS) as server:
        assert await ask("/json", '{"amount": 1}') == '{"amount":1}'
        assert await ask("/json", '{"amount": NaN}') == "SyntaxError"
        assert await ask("/bytes", "bytes") == "Blob"
    async with serve_real(STRICT) as server:
        assert await ask("/ws", '{"amount": NaN}') == BAD_ANSWER


# The size


async def refuse_what_is_too_long(server, limit):
    """The check: the limit is taken, one byte more ends the connection with 1009, in one line."""
    async with server.connect("/ws") as ws:
        await ws.send(" " * (limit - len(GOOD)) + GOOD.decode())
        assert await ws.recv() is not None
        before = len(server.log)
        await ws.send("x" * (limit + 1))
        assert (await end(ws)).startswith("received 1009 (message too big)")
    await settled(server)
    written = serious(server.log[before:])
    assert len(written.splitlines()) == 1, written


async def test_one_byte_more_than_64_kib_is_refused_in_one_line(serve):
    async with serve(STRICT) as server:
        await refuse_what_is_too_long(server, 65_536)


async def test_without_a_limit_of_its_own_a_server_takes_16_mib_and_logs_a_traceback(serve):
    async with serve(LIMITLESS) as server:
        with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
            await refuse_what_is_too_long(server, 65_536)
        limit = 16 * 1024 * 1024
        async with raw_client(server, "/ws") as client:  # a header is enough to be refused
            await client.send(frame(TEXT, length=limit + 1))
            assert await client.ends() == 1009
        async with server.connect("/ws") as ws:
            await ws.send("x" * limit)
            assert await ws.recv() == f"{limit} characters"
        assert re.search(r"WebSocketDisconnect: \(.*1009.*exceeds limit of 16777216", server.log)


async def test_the_limit_counts_bytes_and_not_characters(serve):
    async with serve(STRICT) as server, server.connect("/ws") as ws:
        await ws.send("ü" * 32_768)
        assert await ws.recv() == BAD_ANSWER
        await ws.send("ü" * 32_769)
        assert (await end(ws)).startswith("received 1009")


async def test_the_limit_counts_what_is_unpacked(serve):
    """A hundred million spaces are 100 kB when deflated; the server does not unpack them all."""
    deflate = zlib.compressobj(wbits=-15)
    bomb = deflate.compress(b" " * 100_000_000) + deflate.flush(zlib.Z_SYNC_FLUSH)
    offer = "Sec-WebSocket-Extensions: permessage-deflate"
    async with serve(STRICT) as server, raw_client(server, "/ws", offer) as client:
        await client.send(frame(TEXT, bomb[:-4], reserved=4))
        assert await client.ends() == 1009


async def test_bad_utf8_leaves_two_tracebacks_where_nobody_catches_the_disconnect(serve):
    async with serve(LIMITLESS) as server:
        seen, written = await measure(server, INPUTS["bytes that are not UTF-8"])
        assert seen == "1007"
        assert written.count("Invalid UTF-8 sequence received from client.\nTraceback") == 1
        assert written.count("WebSocketDisconnect: (1007, '')") == 1


async def test_the_filter_takes_nothing_but_the_second_telling(serve):
    """Until the last step, bad UTF-8 is told twice; other errors of uvicorn pass the filter."""
    async with serve(KINDS) as server:
        _, written = await measure(server, INPUTS["bytes that are not UTF-8"])
        assert written.count(TRACEBACK) == 1
        assert "ended with 1007" in written
    is_news = conversation.load(STRICT).is_news
    told = logging.makeLogRecord({"msg": "Invalid UTF-8 sequence received from client."})
    assert not is_news(told)
    assert is_news(logging.makeLogRecord({"msg": "Exception in ASGI application\n"}))


# Leaving


STEPS = {
    FORMATS: ("/text", frame(TEXT, b"hello")),
    UPLOAD: ("/upload", frame(TEXT, b"cat.png") + frame(TEXT, b"{}") + frame(BINARY)),
    JSON_IN_BYTES: ("/ws", frame(BINARY, b"1") * 3),
    READINGS: ("/readings", frame(TEXT, b"hello")),
    KINDS: ("/ws", frame(TEXT, b"hello") * 3),
    JSON: ("/ws", frame(TEXT, GOOD) * 3),
    STRICT: ("/ws", frame(TEXT, GOOD) * 3),
}


async def leave_without_waiting(server, path, sent):
    """The check: who speaks and leaves at once, with or without a goodbye, leaves no traceback."""
    async with raw_client(server, path) as client:  # who waits is answered
        await client.send(sent)
        assert (await client.receive())[0] in (TEXT, BINARY)
    goodbye = frame(CLOSE, struct.pack("!H", 1000))
    for rest in (goodbye, b""):
        async with raw_client(server, path) as client:
            await client.send(sent, rest)
    async with raw_client(server, path) as client:
        await client.send(sent, goodbye)
        assert await client.ends() == 1000
    await settled(server, path)
    assert not serious(server.log)


@pytest.mark.parametrize(("step", "path", "sent"), [(step, *rest) for step, rest in STEPS.items()])
async def test_a_client_may_leave_without_waiting_for_its_answer(serve, step, path, sent):
    async with serve(step) as server:
        await leave_without_waiting(server, path, sent)


@pytest.mark.parametrize(("path", "opcode"), [("/json", TEXT), ("/bytes", BINARY)])
async def test_the_other_two_echoes_let_a_client_leave_as_well(serve, path, opcode):
    async with serve(FORMATS) as server:
        await leave_without_waiting(server, path, frame(opcode, b"1"))


async def test_iter_json_alone_does_not_cover_a_client_that_leaves_while_it_is_answered(serve):
    async with serve(TRUSTING) as server:
        with pytest.raises(AssertionError, match="WebSocketDisconnect"):
            await leave_without_waiting(server, "/ws", frame(TEXT, GOOD))


@pytest.mark.real
@pytest.mark.parametrize("step", [*STEPS, TRUSTING, TOTAL, LIMITLESS])
async def test_a_step_prints_the_address_that_it_serves(processes, step):
    server = await processes(step)
    address = await server.says(r"ws://127\.0\.0\.1:5042(/\w+)\n")
    async with server.connect(address[1]):
        assert address[1] == PATHS.get(step, "/ws")


def test_a_traceback_about_bad_utf8_becomes_one_line():
    strict = conversation.load(STRICT)
    record = logging.makeLogRecord({"msg": "Data handler failed", "levelno": logging.ERROR})
    assert strict.is_news(record)
    record.exc_info = (InvalidState, InvalidState("closed"), None)
    assert strict.is_news(record)
    assert record.getMessage() == "bad UTF-8 and a goodbye at once"
    assert not record.exc_info
    record.msg = "Invalid UTF-8 sequence received from client."
    assert not strict.is_news(record)
    conversation.forget()


async def test_the_sixteen_bytes_of_the_prediction_are_sixteen(serve):
    async with serve("ch04_formats/predict_umlauts") as server, server.connect("/ws") as ws:
        await ws.send("x" * 16)
        assert await ws.recv() == "x" * 16
        await ws.send("x" * 17)
        with pytest.raises(ConnectionClosed):
            await ws.recv()
        assert ws.close_code == 1009
