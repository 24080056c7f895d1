"""What crosses the wire: the handshake and the frames of chapter 1, compared byte by byte."""

import asyncio
import base64
import contextlib
import csv
import io
import re
import ssl
import subprocess
import sys
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError, InvalidHandshake, InvalidStatus
from websockets.frames import Frame, Opcode
from websockets.utils import accept_key as accept_key_of_the_library

from live import conversation, in_process
from live.wire import Record
from tests import chapters
from tests.processes import TRACEBACK, run, serve_step
from tutorial_code.ch01_handshake.explain import show
from tutorial_code.ch01_handshake.frames import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    encode,
    mask,
    split,
)
from tutorial_code.ch01_handshake.handshake import accept_key
from tutorial_code.ch01_handshake.step1_hello_bytes_talk import FRAMES, REQUEST

HELLO = "ch01_handshake/step1_hello"
BYTES = "ch01_handshake/step1_hello_bytes"
UNMASKED = "ch01_handshake/unmasked"
FOLDER = chapters.TUTORIAL / "ch01_handshake"
MASK = bytes.fromhex("37 fa 21 3d")
GREETING = b"\x81\x05Hello"
PATIENCE = 5


def test_the_chapter_holds_its_examples():
    assert chapters.count("ch01_handshake", "snippet") == 10
    assert chapters.count("ch01_handshake", "testcode") == 8
    assert chapters.count("ch01_handshake", "testoutput") == 8
    assert chapters.count("ch01_handshake", "csv-table") == 2
    assert chapters.count("ch01_handshake", "code-block") == 2


def rows(table):
    with (chapters.DOCS / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [[cell.strip("`") for cell in row] for row in list(csv.reader(file))[1:]]


# Speaking in bytes


def request(*lines):
    return "\r\n".join([*lines, "", ""]).encode()


async def ask(server, *lines):
    """Send a request; the streams, and the head of the answer."""
    reader, writer = await server.open_connection()
    async with asyncio.timeout(PATIENCE):
        writer.write(request(*lines))
        head = await reader.readuntil(b"\r\n\r\n")
    return reader, writer, head.decode()


async def shake(server, *more):
    """A raw WebSocket whose greeting was heard."""
    reader, writer, head = await ask(server, *REQUEST[:-1], *more)
    assert head.startswith("HTTP/1.1 101 "), head
    async with asyncio.timeout(PATIENCE):
        assert await reader.readexactly(len(GREETING)) == GREETING
    return reader, writer


async def rest(reader):
    async with asyncio.timeout(PATIENCE):
        return await reader.read()


def masked(opcode, payload, final=True):
    return encode(opcode, payload, MASK, final)


LEAVE = masked(CLOSE, b"\x03\xe8")


# The key


def test_the_key_of_the_rfc_gives_the_answer_of_the_rfc():
    assert accept_key("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
    assert base64.b64decode("dGhlIHNhbXBsZSBub25jZQ==") == b"the sample nonce"


async def test_the_server_answers_each_key_as_the_function_does(serve):
    async with serve(HELLO) as server:
        for nonce in (bytes(16), bytes(range(16)), b"\xff" * 16):
            key = base64.b64encode(nonce).decode()
            lines = [f"Sec-WebSocket-Key: {key}" if "Key" in line else line for line in REQUEST]
            _, writer, head = await ask(server, *lines[:-1])
            writer.close()
            assert f"Sec-WebSocket-Accept: {accept_key(key)}\r\n" in head
            assert accept_key(key) == accept_key_of_the_library(key)


# Frames: the examples of RFC 6455, section 5.7, and beyond them


@pytest.mark.parametrize(
    ("frame", "data"),
    [
        ((TEXT, b"Hello"), "81 05 48 65 6c 6c 6f"),
        ((TEXT, b"Hello", MASK), "81 85 37 fa 21 3d 7f 9f 4d 51 58"),
        ((TEXT, b"Hel", b"", False), "01 03 48 65 6c"),
        ((CONTINUATION, b"lo"), "80 02 6c 6f"),
        ((PING, b"Hello"), "89 05 48 65 6c 6c 6f"),
        ((PONG, b"Hello", MASK), "8a 85 37 fa 21 3d 7f 9f 4d 51 58"),
        ((BINARY, b"x" * 256), "82 7e 01 00" + "78" * 256),
        ((BINARY, b"x" * 65536), "82 7f 00 00 00 00 00 01 00 00" + "78" * 65536),
    ],
)
def test_the_codec_writes_the_examples_of_the_rfc(frame, data):
    assert encode(*frame) == bytes.fromhex(data)


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65535, 65536])
@pytest.mark.parametrize("key", [b"", MASK])
@pytest.mark.parametrize("opcode", [CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG])
def test_what_is_encoded_is_split_again(opcode, size, key):
    payload = bytes(number % 251 for number in range(size))
    head, longer, found_key, found, left = split(encode(opcode, payload, key) + b"next")
    assert head[0] == 0x80 | opcode
    assert head[1] >> 7 == bool(key)
    assert len(longer) == (0 if size < 126 else 2 if size < 65536 else 8)
    assert found_key == key
    assert (mask(found, key) if key else found) == payload
    assert left == b"next"


@pytest.mark.parametrize("size", [0, 125, 126, 65535, 65536])
@pytest.mark.parametrize("final", [True, False])
def test_the_library_writes_the_same_frames(size, final):
    payload = b"x" * size
    ours, theirs = (
        encode(BINARY, payload, final=final),
        Frame(Opcode.BINARY, payload, final).serialize(mask=False),
    )
    assert ours == theirs


def test_masking_twice_gives_the_text_again():
    assert mask(mask(b"Hello, world", MASK), MASK) == b"Hello, world"


@pytest.mark.parametrize(
    ("data", "missing"), [("81", 1), ("81 7e 01", 1), ("81 85 37", 3), ("81 05 48 65", 3)]
)
def test_a_frame_that_is_cut_short_says_what_is_missing(data, missing):
    with pytest.raises(ValueError, match=f"cut short: {missing} more bytes expected"):
        split(bytes.fromhex(data))


# The inspector


def explained(data):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        show(data)
    return [re.split(r"  +", line) for line in out.getvalue().splitlines()]


def test_the_inspector_names_each_field():
    assert explained(masked(CLOSE, b"\x03\xe8bye") + encode(TEXT, b"Hel", final=False)) == [
        ["88", "close, final"],
        ["85", "masked, 5 bytes"],
        ["37 fa 21 3d", "masking key"],
        ["34 12 43 44 52", r"payload: b'\x03\xe8bye' (code 1000)"],
        ["01", "text, more follows"],
        ["03", "not masked, 3 bytes"],
        ["48 65 6c", "payload: b'Hel'"],
    ]


@pytest.mark.parametrize(
    ("opcode", "name"),
    [
        (CONTINUATION, "continuation"),
        (BINARY, "binary"),
        (PING, "ping"),
        (PONG, "pong"),
        (3, "an opcode that does not exist"),
    ],
)
def test_the_inspector_knows_the_opcodes(opcode, name):
    assert explained(encode(opcode, b""))[0] == [f"8{opcode:x}", f"{name}, final"]


def test_the_inspector_shortens_what_is_long():
    assert explained(encode(BINARY, bytes(300)))[1:] == [
        ["7e", "not masked, length in the next 2 bytes"],
        ["01 2c", "300 bytes"],
        ["00 00 00 00 00 00 00 …", f"payload: {bytes(300)!r}"],
    ]
    assert explained(encode(TEXT, b"8 bytes!"))[2][0] == b"8 bytes!".hex(" ")
    assert explained(encode(TEXT, b"9 bytes!!"))[2][0] == b"9 bytes".hex(" ") + " …"


def test_the_inspector_reads_a_code_in_a_close_frame_only():
    assert explained(encode(PING, b"\x03\xe8"))[2][1] == r"payload: b'\x03\xe8'"


@pytest.mark.parametrize("first", ["c1", "a1", "91"])
def test_the_inspector_sees_reserved_bits(first):
    assert explained(bytes.fromhex(f"{first} 00"))[0][1] == "text, final, reserved bits are set"


@pytest.mark.real
@pytest.mark.parametrize("data", ["81 85 37", "zz"])
async def test_the_inspector_says_when_it_was_given_no_whole_frame(data):
    command = (sys.executable, "-m", "tutorial_code.ch01_handshake.explain", *data.split())
    async with run(*command) as program:
        assert await program.ends() == 1
    assert program.log.startswith("This is no whole frame: ")
    assert TRACEBACK not in program.log


# One conversation, the same bytes on each runtime


async def test_the_bytes_are_those_that_the_chapter_prints(serve):
    outputs = [block.body for block in chapters.blocks("testoutput") if "ch01" in block.page]
    async with serve(HELLO) as server:
        for talk in (BYTES, UNMASKED):
            with contextlib.redirect_stdout(io.StringIO()) as out:
                await conversation.hold(conversation.load_talk(talk), server, Record())
            assert out.getvalue().startswith("→")
            assert out.getvalue().strip() in outputs
        assert TRACEBACK not in server.log


@pytest.mark.parametrize("talk", [BYTES, UNMASKED])
def test_the_chapter_plays_the_raw_conversation(talk):
    text = (chapters.DOCS / "ch01_handshake.rst").read_text(encoding="utf-8")
    assert f'play("{HELLO}", "{talk}")' in text


def length(head):
    found = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
    return int(found[1]) if found else 0


async def take_turns(reader, writer, size=10_000):
    """Say the talk's frames, cut into chunks of some bytes, and hear out each answer."""
    heard = b""
    for line in FRAMES.strip().splitlines():
        frame = bytes.fromhex(line[2:])
        if line.startswith("→"):
            for place in range(0, len(frame), size):
                writer.write(frame[place : place + size])
                await asyncio.sleep(0)  # so that each chunk arrives by itself
        else:
            async with asyncio.timeout(PATIENCE):
                heard += await reader.readexactly(len(frame))
    return heard + await rest(reader)


DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate"


async def all_bytes(server):
    """Everything that the server says: to two requests without upgrade, and to two WebSockets."""
    said = []
    for lines in (REQUEST[:2], ["GET / HTTP/1.1", REQUEST[1]], REQUEST[:-1]):
        reader, writer, head = await ask(server, *lines)
        said += [head.encode(), await reader.readexactly(length(head))]
        if "101" in head:
            said.append(await take_turns(reader, writer))
        writer.close()
    reader, writer, head = await ask(server, *REQUEST[:-1], DEFLATE)
    writer.write(LEAVE)
    said += [head.encode(), await rest(reader)]
    writer.close()
    return b"".join(said)


@pytest.mark.real
async def test_a_real_socket_carries_the_bytes_that_the_server_in_process_sends():
    async with in_process.serve(conversation.load(HELLO).api) as server:
        here = await all_bytes(server)
    async with serve_step(HELLO) as server:
        there = await all_bytes(server)
    time = rb"date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\n"
    assert here.count(b"Hello") == 4
    assert len(re.findall(time, here)) == len(re.findall(time, there)) == 4
    assert re.sub(time, b"", here) == re.sub(time, b"", there)


async def test_the_server_does_not_mind_how_the_bytes_are_cut(serve):
    down = "".join(line[1:] for line in FRAMES.splitlines() if line.startswith("←"))
    async with serve(HELLO) as server:
        for size in (1, 5, 10_000):
            reader, writer = await server.open_connection()
            asked = request(*REQUEST[:-1])
            for place in range(0, len(asked), size):
                writer.write(asked[place : place + size])
                await asyncio.sleep(0)
            async with asyncio.timeout(PATIENCE):
                await reader.readuntil(b"\r\n\r\n")
            assert await take_turns(reader, writer, size) == bytes.fromhex(down)
            writer.close()


async def test_the_page_answers_once_for_each_request():
    async with in_process.serve(conversation.load(HELLO).api) as server:
        reader, writer, head = await ask(server, "GET / HTTP/1.1", "Host: 127.0.0.1")
        assert head.startswith("HTTP/1.1 200 OK\r\n")
        assert await reader.readexactly(5) == b"Hello"
        writer.write(request("GET / HTTP/1.1", "Host: 127.0.0.1"))
        async with asyncio.timeout(PATIENCE):  # nothing stands between the two answers
            assert (await reader.readexactly(12)) == b"HTTP/1.1 200"
        writer.close()


def test_the_file_for_curl_holds_the_headers_of_the_talk():
    assert (FOLDER / "upgrade.txt").read_text(encoding="utf-8").splitlines() == REQUEST[2:-1]


@pytest.mark.parametrize("name", ["step1_hello", "wrong_route", "wrong_early"])
def test_the_program_says_how_to_reach_it(name):
    assert (
        (FOLDER / f"{name}.py")
        .read_text(encoding="utf-8")
        .endswith(
            'if __name__ == "__main__":\n'
            '    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")\n'
            '    api.run(address="127.0.0.1")\n'
        )
    )


# Pieces, pings and the goodbye


async def test_pieces_are_one_message_to_the_handler(serve):
    async with serve(HELLO) as server:
        reader, writer = await shake(server)
        writer.write(masked(TEXT, b"gr\xc3", final=False))  # the cut goes through a letter
        writer.write(masked(CONTINUATION, b"", final=False))
        writer.write(masked(CONTINUATION, b"\xbc\xc3\x9f"))
        expected = encode(TEXT, "You said: grüß".encode())
        async with asyncio.timeout(PATIENCE):
            assert await reader.readexactly(len(expected)) == expected
        writer.write(LEAVE)
        assert await rest(reader) == b"\x88\x02\x03\xe8"
        writer.close()


async def test_a_pong_returns_the_payload_of_the_ping_and_the_handler_hears_nothing(serve):
    async with serve(HELLO) as server:
        reader, writer = await shake(server)
        pings = [b"", b"hi", bytes(125)]
        for payload in pings:
            writer.write(masked(PING, payload))
        writer.write(LEAVE)
        pongs = b"".join(encode(PONG, payload) for payload in pings)
        assert await rest(reader) == pongs + b"\x88\x02\x03\xe8"
        writer.close()


async def test_a_close_is_answered_with_the_same_code_and_reason(serve):
    async with serve(HELLO) as server:
        for payload in (b"", b"\x03\xe8", b"\x03\xe9tab closed"):
            reader, writer = await shake(server)
            writer.write(masked(CLOSE, payload))
            assert await rest(reader) == encode(CLOSE, payload)
            writer.close()


async def test_a_client_that_offers_compression_gets_compressed_frames():
    async with in_process.serve(conversation.load(HELLO).api) as server:
        reader, writer, head = await ask(server, *REQUEST[:-1], DEFLATE)
        assert "\r\nSec-WebSocket-Extensions: permessage-deflate;" in head
        async with asyncio.timeout(PATIENCE):
            assert (await reader.readexactly(9)).hex(" ") == "c1 07 f2 48 cd c9 c9 07 00"
        writer.close()


async def leave_in_mid_sentence(server):
    """The check that the step passes: a client that speaks and leaves at once leaves no trace."""
    reader, writer, head = await ask(server, *REQUEST[:-1])
    assert head.startswith("HTTP/1.1 101 ")
    writer.write(masked(TEXT, b"bye") + LEAVE)
    assert (await rest(reader)).endswith(b"\x88\x02\x03\xe8")
    writer.close()
    await greets(server)
    assert TRACEBACK not in server.log


async def test_a_client_may_leave_while_the_server_speaks(serve):
    async with serve(HELLO) as server:
        await leave_in_mid_sentence(server)


async def test_a_client_may_vanish_at_any_moment(serve):
    async with serve(HELLO) as server:
        _, writer = await server.open_connection()
        writer.transport.abort()
        _, writer = await server.open_connection()
        writer.write(request(*REQUEST[:-1]))
        writer.transport.abort()
        _, writer = await shake(server)
        writer.write(masked(TEXT, b"Hello"))
        writer.transport.abort()
        await greets(server)
        assert TRACEBACK not in server.log


# Where it breaks


async def greets(server):
    """The check that the step passes: a handshake with the right answer, and a word of welcome."""
    async with server.connect("/ws") as ws:
        key = ws.request.headers["Sec-WebSocket-Key"]
        assert ws.response.headers["Sec-WebSocket-Accept"] == accept_key(key)
        assert await ws.recv() == "Hello"
        await ws.send("hi")
        assert await ws.recv() == "You said: hi"


async def test_the_step_greets(serve):
    async with serve(HELLO) as server:
        await greets(server)
        assert TRACEBACK not in server.log


async def test_a_route_without_websocket_refuses_the_handshake(serve):
    async with serve("ch01_handshake/wrong_route") as server:
        with pytest.raises(InvalidStatus, match="403"):
            await greets(server)
        assert TRACEBACK not in server.log


async def test_a_handler_that_speaks_before_it_accepts_raises_and_refuses_the_handshake(serve):
    async with serve("ch01_handshake/wrong_early") as server:
        with pytest.raises(InvalidStatus, match="403"):
            await greets(server)
        if hasattr(server, "says"):
            await server.says(r'RuntimeError: Expected ASGI message "websocket.accept"')
        else:
            assert 'RuntimeError: Expected ASGI message "websocket.accept"' in server.log


@pytest.mark.parametrize(
    ("wrong", "mistake", "mended"),
    [
        ("wrong_route", '"/ws")', '"/ws", websocket=True)'),
        (
            "wrong_early",
            '    await ws.send_text("Hello")\n    await ws.accept()\n',
            '    await ws.accept()\n    await ws.send_text("Hello")\n',
        ),
    ],
)
async def test_the_wrong_program_with_its_mistake_mended_greets_and_closes(wrong, mistake, mended):
    source = (FOLDER / f"{wrong}.py").read_text(encoding="utf-8")
    assert source.count(mistake) == 1
    program: dict[str, Any] = {"__name__": wrong}
    exec(source.replace(mistake, mended), program)
    async with in_process.serve(program["api"]) as server, server.connect("/ws") as ws:
        assert [message async for message in ws] == ["Hello"]
        assert ws.close_code == 1000


async def test_a_request_that_is_no_handshake_gets_the_answer_of_the_table(serve):
    measured = 0
    async with serve(HELLO) as server:
        for instead_of, has, status, says in rows("handshake_refusals"):
            assert instead_of in REQUEST
            lines = [has if line == instead_of else line for line in REQUEST[:-1]]
            reader, writer, head = await ask(server, *filter("nothing".__ne__, lines))
            assert head.startswith(f"HTTP/1.1 {status} "), (has, head)
            body = (await reader.readexactly(length(head))).decode()
            assert body == "" if says == "nothing" else says in body, (has, body)
            assert "sec-websocket-version" not in head.lower()  # which the RFC demands for 8
            writer.close()
            measured += 1
        await greets(server)
        assert TRACEBACK not in server.log
        assert server.log.count("Unsupported upgrade request.") == 1  # for the one with h2c
    assert measured == 10


@pytest.mark.real
@pytest.mark.differs("HTTP parser")
async def test_two_requests_that_the_rfc_forbids_are_let_through(serve_real):
    async with serve_real(HELLO) as server:
        for lines in (["GET /ws HTTP/1.0", *REQUEST[1:-1]], [REQUEST[0], *REQUEST[2:-1]]):
            _, writer, head = await ask(server, *lines)
            writer.close()
            assert head.startswith("HTTP/1.1 101 ")


async def test_a_broken_frame_closes_the_connection_with_the_code_of_the_table(serve):
    measured = 0
    async with serve(HELLO) as server, server.connect("/ws") as neighbour:
        for data, _, code, reason in rows("frame_faults"):
            reader, writer = await shake(server)
            frame, _, zeros = data.partition("``, then ")
            writer.write(bytes.fromhex(frame) + bytes(int(zeros.split()[0]) if zeros else 0))
            expected = encode(CLOSE, int(code).to_bytes(2, "big") + reason.encode())
            assert await rest(reader) == expected, data
            writer.close()
            measured += 1
        assert await neighbour.recv() == "Hello"
        await greets(server)
        assert TRACEBACK not in server.log
    assert measured == 9


@pytest.mark.real
async def test_without_a_websocket_library_uvicorn_refuses_the_upgrade():
    async with serve_step(HELLO, "--ws", "none") as server:
        with pytest.raises(InvalidStatus, match="404"):
            await greets(server)
        await server.says("WARNING: +Unsupported upgrade request.")
        await server.says("WARNING: +No supported WebSocket library detected.")
        _, writer, head = await ask(server, "GET / HTTP/1.1", "Host: 127.0.0.1")
        writer.close()
        assert head.startswith("HTTP/1.1 200 OK")  # pages are served as ever
    async with serve_step(HELLO, "--ws", "auto") as server:
        await greets(server)


# Real clients, on a server made of this chapter's two functions


@contextlib.asynccontextmanager
async def by_hand(answer=accept_key, key_of_the_server=b""):
    """A server on a TCP socket that answers keys with ``answer`` and sends each frame back."""
    requests: list[dict[str, str]] = []
    frames: asyncio.Queue[tuple[int, bytes, bytes]] = asyncio.Queue()

    async def serve(reader, writer):
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()
        requests.append(headers := dict(line.split(": ", 1) for line in lines[1:-1]))
        lines = [
            "HTTP/1.1 101 Switching Protocols",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Accept: {answer(headers['Sec-WebSocket-Key'])}",
        ]
        writer.write(request(*lines))
        data = b""
        while chunk := await reader.read(4096):
            data += chunk
            with contextlib.suppress(ValueError):
                while data:
                    head, _, key, payload, data = split(data)
                    frames.put_nowait((head[0], key, payload))
                    writer.write(encode(head[0] & 0x0F, mask(payload, key), key_of_the_server))
                    if head[0] & 0x0F == CLOSE:
                        writer.close()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/", requests, frames


def masks_each_frame_anew(frames, count):
    seen = [frames.get_nowait() for _ in range(count)]
    keys = {key for _, key, _ in seen}
    assert {len(key) for key in keys} == {4}
    assert len(keys) == count
    return seen


@pytest.mark.real
async def test_a_client_draws_a_new_key_for_each_connection_and_a_new_mask_for_each_frame():
    async with by_hand() as (url, requests, frames):
        for _ in range(2):
            async with connect(url, proxy=None) as ws:
                for _ in range(3):
                    await ws.send("Hello")
                    assert await ws.recv() == "Hello"
            masks_each_frame_anew(frames, 4)
    one, two = requests
    assert one["Sec-WebSocket-Key"] != two["Sec-WebSocket-Key"]
    assert len(base64.b64decode(one["Sec-WebSocket-Key"])) == 16
    assert one["Sec-WebSocket-Extensions"].startswith("permessage-deflate")
    for line in REQUEST[2:-1]:
        name, value = line.split(": ")
        assert name == "Sec-WebSocket-Key" or one[name] == value


@pytest.mark.real
async def test_a_client_hangs_up_on_a_server_that_did_not_work_out_the_answer():
    async with by_hand(answer=lambda key: key) as (url, *_):
        with pytest.raises(InvalidHandshake, match="Sec-WebSocket-Accept"):
            await connect(url, proxy=None)


@pytest.mark.real
async def test_a_client_refuses_a_masked_frame_as_a_server_refuses_an_unmasked_one():
    async with by_hand(key_of_the_server=MASK) as (url, *_), connect(url, proxy=None) as ws:
        await ws.send("Hello")
        with pytest.raises(ConnectionClosedError) as failure:
            await ws.recv()
        assert failure.value.sent
        assert failure.value.sent.code == 1002


TALK_FROM_A_PAGE = """
(url) => new Promise((resolve) => {
  const ws = new WebSocket(url);
  let opened = false;
  ws.onopen = () => { opened = true; ws.send("Hello"); };
  ws.onmessage = (event) => { ws.close(1000); resolve(event.data); };
  ws.onclose = (event) => resolve({ opened, code: event.code });
})
"""


@pytest.mark.real
@pytest.mark.browser
async def test_a_browser_does_the_same(page):
    async with by_hand() as (url, requests, frames):
        assert await page.evaluate(TALK_FROM_A_PAGE, url) == "Hello"
        ((first, _, _),) = masks_each_frame_anew(frames, 1)
        assert first == 0x81
    (headers,) = requests
    assert headers["Origin"] == "null"  # the address of a page that has none
    assert headers["Sec-WebSocket-Version"] == "13"
    assert headers["Sec-WebSocket-Extensions"].startswith("permessage-deflate")
    async with by_hand(answer=lambda key: key) as (url, *_):
        seen = await page.evaluate(TALK_FROM_A_PAGE, url)
        assert seen == {"opened": False, "code": 1006}


# The same inside TLS


@contextlib.asynccontextmanager
async def listening_between(port):
    """A wire-tap: a port that leads to another, and all bytes that passed."""
    passed = bytearray()

    async def pass_on(reader, writer):
        while chunk := await reader.read(4096):
            passed.extend(chunk)
            writer.write(chunk)
        writer.close()

    async def join(reader, writer):
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        async with asyncio.TaskGroup() as both:
            both.create_task(pass_on(reader, far_writer))
            both.create_task(pass_on(far_reader, writer))

    server = await asyncio.start_server(join, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], passed


async def spoken(talk, open_connection):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        await talk(open_connection)
    return out.getvalue()


@pytest.mark.differs("address")
@pytest.mark.real
async def test_inside_tls_the_same_bytes_are_spoken_and_none_can_be_read(tmp_path, serve_real):
    talk = conversation.load_talk(BYTES)
    async with serve_real(HELLO) as server, listening_between(server.port) as (port, passed):
        plainly = await spoken(talk, lambda: asyncio.open_connection("127.0.0.1", port))
    assert GREETING in passed
    hello = passed.index(MASK) + len(MASK)  # the key travels with what it masks
    assert mask(passed[hello : hello + 5], MASK) == b"Hello"

    key, certificate = str(tmp_path / "key.pem"), str(tmp_path / "certificate.pem")
    await asyncio.to_thread(
        subprocess.run,
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    trust = ssl.create_default_context(cafile=certificate)
    options = ("--ssl-keyfile", key, "--ssl-certfile", certificate)
    async with (
        serve_step(HELLO, *options) as server,
        listening_between(server.port) as (port, passed),
    ):
        secretly = await spoken(talk, lambda: asyncio.open_connection("127.0.0.1", port, ssl=trust))
        async with connect(f"wss://127.0.0.1:{port}/ws", ssl=trust, proxy=None) as ws:
            assert await ws.recv() == "Hello"
    assert secretly == plainly
    assert not any(word in passed for word in (b"Hello", b"GET /ws", b"Sec-WebSocket", MASK))
