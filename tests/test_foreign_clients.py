"""The servers of the chapters, called by clients that other people wrote.

Each test measures one row of the table on the page "How this tutorial is proved".
"""

import asyncio
import contextlib
import json
import re
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator, Callable
from importlib.metadata import version
from pathlib import Path

import aiohttp
import pytest
import websocket
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from live.pages.panel import BROWSER, node_program
from live.pages.runtime import install_modules
from tests.processes import serve_step

pytestmark = pytest.mark.real

PLACES = {
    "text": ("ch02_echo/step1_echo", "/ws"),
    "binary": ("ch04_formats/step1_formats", "/bytes"),
    "closed": ("ch07_lifecycle/step4_refuse", "/accept"),
    "refused": ("ch07_lifecycle/step4_refuse", "/close"),
    "returned": ("ch07_lifecycle/wrong_after_accept", "/return"),
}
"""What is tried, and where: a step, and the path to it."""

USUAL = {
    "text": "Echo: hello",
    "binary": "00ff",
    "closed": "4401, Who are you?",
    "refused": "HTTP 403",
    "returned": "1006",
}
"""What a client sees if it tells all that it can know."""

LESS = {
    "websocat": {"closed": "it ends and says nothing", "returned": "it ends and says nothing"},
    "Chromium": {"refused": "1006"},
}
"""Where a client tells less."""

TITLES = {
    "text": "the echo, called with ``hello``",
    "binary": "the echo of bytes, called with ``00ff``",
    "closed": "``close(4401, ...)`` after accept",
    "refused": "``close(4401)`` before accept",
    "returned": "``return`` without a close",
}

WEBSOCAT = str(Path(sys.executable).parent / "websocat")
BYTES = b"\x00\xff"
Urls = dict[str, str]
Seen = dict[str, str]


@pytest.fixture(scope="module")
async def urls() -> AsyncIterator[Urls]:
    """Where each place is; one process for each step."""
    steps = sorted({step for step, _ in PLACES.values()})
    async with contextlib.AsyncExitStack() as stack:
        starting = [stack.enter_async_context(serve_step(step)) for step in steps]
        servers = dict(zip(steps, await asyncio.gather(*starting), strict=True))
        yield {
            what: f"ws://127.0.0.1:{servers[step].port}{path}"
            for what, (step, path) in PLACES.items()
        }


def told(code: int | None, reason: str | None) -> str:
    """An end in words: code and reason, where there is one."""
    return ", ".join(filter(None, [str(code), reason]))


async def ask_websockets(urls: Urls) -> Seen:
    seen: Seen = {}
    async with connect(urls["text"]) as ws:
        await ws.send("hello")
        seen["text"] = str(await ws.recv())
    async with connect(urls["binary"]) as ws:
        await ws.send(BYTES)
        seen["binary"] = (await ws.recv(decode=False)).hex()
    for what in ("closed", "returned"):
        ws = await connect(urls[what])
        with pytest.raises(ConnectionClosed):
            await ws.recv()
        seen[what] = told(ws.close_code, ws.close_reason)
    with pytest.raises(InvalidStatus) as refusal:
        await connect(urls["refused"])
    return seen | {"refused": f"HTTP {refusal.value.response.status_code}"}


def ask_websocket_client(urls: Urls) -> Seen:
    seen: Seen = {}
    ws = websocket.create_connection(urls["text"], timeout=10)
    ws.send("hello")
    seen["text"] = str(ws.recv())
    ws.close()
    ws = websocket.create_connection(urls["binary"], timeout=10)
    ws.send_binary(BYTES)
    data = ws.recv()
    seen["binary"] = data.hex() if isinstance(data, bytes) else "as text"
    ws.close()
    for what in ("closed", "returned"):
        ws = websocket.create_connection(urls[what], timeout=10)
        try:
            opcode, payload = ws.recv_data()
            assert opcode == websocket.ABNF.OPCODE_CLOSE
            seen[what] = told(int.from_bytes(payload[:2]), payload[2:].decode())
        except websocket.WebSocketConnectionClosedException:
            seen[what] = "1006"  # it has no number for this, but an exception
        ws.shutdown()
    with pytest.raises(websocket.WebSocketBadStatusException) as refusal:
        websocket.create_connection(urls["refused"], timeout=10)
    return seen | {"refused": f"HTTP {refusal.value.status_code}"}


async def ask_aiohttp(urls: Urls) -> Seen:
    seen: Seen = {}
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(urls["text"]) as ws:
            await ws.send_str("hello")
            seen["text"] = await ws.receive_str()
        async with session.ws_connect(urls["binary"]) as ws:
            await ws.send_bytes(BYTES)
            seen["binary"] = (await ws.receive_bytes()).hex()
        for what in ("closed", "returned"):
            async with session.ws_connect(urls[what]) as ws:
                message = await ws.receive()
                seen[what] = told(ws.close_code, message.extra)
        with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
            await session.ws_connect(urls["refused"])
    return seen | {"refused": f"HTTP {refusal.value.status}"}


async def output(*command: str, given: bytes = b"", cwd: Path | None = None) -> bytes:
    """What a program says; its input stays open where it is given nothing."""
    process = await asyncio.create_subprocess_exec(
        *command, cwd=cwd, stdin=PIPE, stdout=PIPE, stderr=STDOUT
    )
    assert process.stdin
    assert process.stdout
    async with asyncio.timeout(20):
        if given:
            process.stdin.write(given)
            process.stdin.close()
        said = await process.stdout.read()
        await process.wait()
    process.stdin.close()
    return said


async def ask_websocat(urls: Urls) -> Seen:
    text = await output(WEBSOCAT, urls["text"], given=b"hello\n")
    binary = await output(WEBSOCAT, "--binary", urls["binary"], given=BYTES)
    seen = {"text": text.decode().rstrip("\n"), "binary": binary.hex()}
    for what in ("closed", "returned"):
        said = await output(WEBSOCAT, "--exit-on-eof", urls[what])
        seen[what] = said.decode() or "it ends and says nothing"
    said = await output(WEBSOCAT, urls["refused"])
    status = re.search(rb"unexpected status code \((\d+) ", said)
    return seen | {"refused": f"HTTP {int(status[1])}" if status else said.decode()}


async def ask_ws(urls: Urls) -> Seen:
    install_modules()
    program = (Path(__file__).parent / "foreign_client.mjs").read_bytes()
    node = [node_program(), "--input-type=module", "-", json.dumps(urls)]
    seen: Seen = json.loads(await output(*node, given=program, cwd=BROWSER))
    return seen


ASK = """(urls) => {
    const open = (url) => Object.assign(new WebSocket(url), { binaryType: "arraybuffer" });
    const hear = (url, said) => new Promise((resolve) => {
        const ws = open(url);
        ws.onopen = () => ws.send(said);
        ws.onmessage = ({ data }) => resolve(data);
    });
    const end = (url) => new Promise((resolve) => {
        open(url).onclose = ({ code, reason }) =>
            resolve([code, reason].filter(Boolean).join(", "));
    });
    const hex = (data) => Array.from(new Uint8Array(data), (byte) =>
        byte.toString(16).padStart(2, "0")).join("");
    return Promise.all([
        hear(urls.text, "hello").then((text) => ["text", text]),
        hear(urls.binary, new Uint8Array([0, 255])).then((data) => ["binary", hex(data)]),
        ...["closed", "refused", "returned"].map((what) =>
            end(urls[what]).then((how) => [what, how])),
    ]).then(Object.fromEntries);
}"""


async def version_of_websocat() -> str:
    return (await output(WEBSOCAT, "--version")).decode().split()[1]


def version_of_ws() -> str:
    package = BROWSER / "node_modules" / "ws" / "package.json"
    return str(json.loads(package.read_text(encoding="utf-8"))["version"])


@pytest.fixture
def measure(record_property: Callable[[str, object], None]) -> Callable[[str, str, Seen], None]:
    """Compare what a client saw with what it should, and tell the report."""

    def measure(client: str, version: str, seen: Seen) -> None:
        assert seen == expected(client)
        row = {"Client": client, "Version": version}
        record_property("client", row | {TITLES[what]: seen[what] for what in TITLES})

    return measure


def expected(client: str) -> Seen:
    return USUAL | LESS.get(client, {})


async def test_websockets(urls, measure):
    measure("websockets", version("websockets"), await ask_websockets(urls))


async def test_websocket_client(urls, measure):
    seen = await asyncio.to_thread(ask_websocket_client, urls)
    measure("websocket-client", version("websocket-client"), seen)


async def test_aiohttp(urls, measure):
    measure("aiohttp", version("aiohttp"), await ask_aiohttp(urls))


async def test_websocat(urls, measure):
    measure("websocat", await version_of_websocat(), await ask_websocat(urls))


async def test_ws_of_node(urls, measure):
    seen = await ask_ws(urls)
    measure("ws, on Node", version_of_ws(), seen)


@pytest.mark.browser
async def test_chromium(urls, measure, page):
    measure("Chromium", page.context.browser.version, await page.evaluate(ASK, urls))
