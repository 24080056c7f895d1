"""What differs between the runtimes has a name, and each name is a row of a table that is so."""

import ast
import contextlib
import csv
import json
import os
import sys
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosedError

from live import in_process
from tests import probe
from tests.chapters import DOCS, ROOT
from tests.processes import serve_command
from tests.raw_frames import UPGRADE
from tests.runtimes import RUNTIMES, Serve, watched
from tests.test_ch03_chat import NAIVE, leave_while_one_speaks

with (DOCS / "tables/runtimes.csv").open(encoding="utf-8", newline="") as file:
    ROWS = {row["What differs"]: row for row in csv.DictReader(file)}
COLUMNS = {"real_socket": "Real socket", "in_process": "In process", "in_page": "In the page"}


# Every test of a chapter runs on each runtime, or says what differs


def chapters_tests() -> dict[str, ast.AsyncFunctionDef]:
    return {
        f"{file.name}::{node.name}": node
        for file in sorted((ROOT / "tests").glob("test_ch*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.AsyncFunctionDef) and node.name.startswith("test_")
    }


def marked(node: ast.AsyncFunctionDef) -> list[str]:
    """The arguments of a test's mark ``differs``; none without it."""
    return [
        ast.literal_eval(argument)
        for mark in node.decorator_list
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.differs"
        for argument in mark.args
    ]


def test_a_test_that_leaves_a_runtime_out_says_what_differs():
    for name, node in chapters_tests().items():
        arguments = {argument.arg for argument in node.args.args}
        named = marked(node)
        assert ("serve_real" in arguments) == (len(named) == 1), name
        if len(named) > 1:
            assert "serve" in arguments, name
            assert set(named[1:]) < COLUMNS.keys(), name
        for runtime in named[1:]:
            cells = ROWS[named[0]]
            assert cells[COLUMNS[runtime]] != cells["Real socket"], name


def test_the_names_of_what_differs_are_the_rows_of_the_table():
    assert {named[0] for node in chapters_tests().values() if (named := marked(node))} == set(ROWS)


# Each row is so


@pytest.fixture
def probed(request: pytest.FixtureRequest, serve: Serve) -> Any:
    """Serve the probe, which is no step, on the runtime of ``serve``."""

    @contextlib.asynccontextmanager
    async def serve_probe() -> Any:
        async with contextlib.AsyncExitStack() as stack:
            server: Any
            match request.node.callspec.params["serve"]:
                case "in_process":
                    server = await stack.enter_async_context(in_process.serve(probe.api))
                case "real_socket":
                    command = (sys.executable, "-m", "tests.probe")
                    server = await stack.enter_async_context(serve_command(*command))
                case "in_page":
                    machine = request.getfixturevalue("machine")
                    source = (ROOT / "tests/probe.py").read_text(encoding="utf-8")
                    server = await stack.enter_async_context(
                        machine.serve("ch02_echo/step1_echo", source)
                    )
            yield await stack.enter_async_context(watched(server))

    return serve_probe


async def told(server: Any, path: str) -> Any:
    async with server.connect(path) as ws:
        return json.loads(await ws.recv())


async def http_parser(server: Any) -> str:
    reader, writer = await server.open_connection()
    lines = UPGRADE.format(path="/process").splitlines()
    writer.write("\r\n".join([*filter("Host: 127.0.0.1".__ne__, lines), "", ""]).encode())
    status = (await reader.readline()).split()[1]
    writer.close()
    return {b"101": "is accepted", b"400": "is refused"}[status]


async def address(server: Any) -> str:
    return "there is one" if hasattr(server, "port") else "there is none"


async def process(server: Any) -> str:
    platform, number = await told(server, "/process")
    if platform == "emscripten":
        return "the page's worker"
    return "the test's process" if number == os.getpid() else "a process of its own"


async def log(server: Any) -> str:
    for _ in range(2):  # when the second is answered, what the first left has come
        await told(server, "/process")
    words = [word in server.log for word in ('"WebSocket /process"', "said by the program")]
    return {(True, True): "in the log", (False, False): "not in the log"}[words[0], words[1]]


async def buffers(server: Any) -> str:
    async with server.connect("/flood", compression=None) as stuck:
        stuck.transport.pause_reading()
        await stuck.send("go")
        sent = await told(server, "/flooded")
        stuck.transport.abort()
    return "more than 1 MiB" if sent > 1024 * 1024 else "less than 1 MiB"


async def threads(server: Any) -> str:
    return "in the same thread" if await told(server, "/thread") else "in another thread"


MEASURES = {
    "HTTP parser": http_parser,
    "address": address,
    "process": process,
    "log": log,
    "buffers": buffers,
    "threads": threads,
}


@pytest.mark.parametrize("what", MEASURES)
async def test_the_row_is_so(request, probed, what):
    runtime = request.node.callspec.params["serve"]
    async with probed() as server:
        assert await MEASURES[what](server) == ROWS[what][COLUMNS[runtime]]


async def test_the_row_of_the_race_is_so(request, serve):
    lost = 0
    async with serve(NAIVE) as server:
        for _ in range(5):
            try:
                await leave_while_one_speaks(server)
            except ConnectionClosedError:
                lost += 1
    seen = "the speaker is lost" if lost else "the speaker is heard"
    assert seen == ROWS["race"][COLUMNS[request.node.callspec.params["serve"]]]


def test_every_row_is_measured_on_every_runtime():
    assert set(MEASURES) | {"race"} == set(ROWS)
    assert len(RUNTIMES) == len(COLUMNS)
