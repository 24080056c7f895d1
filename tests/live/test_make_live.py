"""``make live`` as a reader and an author live with it, on a copy of the repository."""

import asyncio
import os
import shutil
import signal
import socket
import sys
import urllib.request
from pathlib import Path

import psutil
import pytest
from websockets.asyncio.client import connect

from tests.processes import ROOT, Program, copy_repository, free_ports, run

pytestmark = [pytest.mark.real, pytest.mark.timeout(240)]
CHAPTER = "docs/ch02_echo.rst"
SHORT = {
    "docs/index.rst": "Title\n=====\n\n.. toctree::\n\n   ch02_echo\n",
    CHAPTER: """Title
=====

Whatever you say, this is an Echo server.
After this chapter you can

* serve an echo.

.. snippet:: ch02_echo/step1_echo.py
""",
}
"""The pages of `make test`."""
FAILED = "Sphinx exited with exit code: 1"
STEP = "tutorial_code/ch02_echo/step1_echo.py"


@pytest.fixture
def copy(tmp_path: Path, full: bool) -> Path:
    """The repository, its pages and steps to be edited freely; the environment is the tests' own.

    The short form has an index and one chapter.
    """
    copy = copy_repository(tmp_path / "copy")
    shutil.rmtree(copy / "live")  # nobody edits it, and `make coverage` measures ours alone
    (copy / "live").symlink_to(ROOT / "live")
    os.utime(copy / "requirements.txt", (0, 0))  # so that make finds it installed
    if not full:
        for page in [*copy.glob("docs/*.rst"), *copy.glob("docs/*.md")]:
            page.unlink()
        for name, text in SHORT.items():
            (copy / name).write_text(text, "utf-8")
    return copy


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def fetch(port: str, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}") as response:
        return str(response.read().decode())


async def echo(port: str, text: str) -> str:
    url = f"ws://127.0.0.1:{port}/ch02_echo/step1_echo/ws"
    async with asyncio.timeout(20):
        async for ws in connect(url, proxy=None):  # tries again while the server restarts
            async with ws:
                await ws.send(text)
                return str(await ws.recv())
    raise AssertionError


async def steps_restarted(program: Program, since: int) -> None:
    """Wait until the steps' server has seen a save."""
    while "Reloading" not in program.log[since:]:
        async with program.said:
            await program.said.wait()


@pytest.mark.proof
async def test_a_day_of_an_author(copy: Path) -> None:
    docs, live = map(str, free_ports(2))
    env = {"DOCS_PORT": docs, "LIVE_PORT": live}
    async with run(sys.executable, "-m", "live", env=env, cwd=copy) as program:
        await program.says("The steps:", within=90)
        assert f"http://127.0.0.1:{docs}" in program.log
        assert "Echo server" in fetch(docs, "ch02_echo.html")
        assert await echo(live, "hi") == "Echo: hi"

        async with connect(f"ws://127.0.0.1:{docs}/websocket-reload", proxy=None) as reload:
            # A saved chapter reloads the page.
            edit(copy / CHAPTER, "Whatever you say", "Whatever you may say")
            assert await reload.recv() == "refresh"
            assert "Whatever you may say" in fetch(docs, "ch02_echo.html")

            # A chapter that fails says so with file and line, in the terminal and on the page.
            edit(copy / CHAPTER, "Whatever you may say", "Whatever :nosuch:`you` may say")
            assert await reload.recv() == "refresh"
            line = await program.says(rf"{CHAPTER}:(\d+): .*nosuch")
            page = fetch(docs, "ch02_echo.html")
            assert "This page did not build" in page
            assert f"{CHAPTER}:{line[1]}: " in page
            await program.says(FAILED)

            # Saved again as it was, it still does not report success.
            (copy / "docs" / "index.rst").touch()
            assert await reload.recv() == "refresh"
            await program.says(f"(?s){FAILED}.*{FAILED}")
            assert "This page did not build" in fetch(docs, "ch02_echo.html")

            # The next good save heals it.
            edit(copy / CHAPTER, "Whatever :nosuch:`you` may say", "Whatever you said")
            assert await reload.recv() == "refresh"
            assert "This page did not build" not in fetch(docs, "ch02_echo.html")

            # A saved step restarts its server and rebuilds the page that shows it.
            since = len(program.log)
            edit(copy / STEP, "Echo: ", "Reply: ")
            assert await reload.recv() == "refresh"
            page = fetch(docs, "ch02_echo.html")
            assert "Reply: " in page
            # It no longer holds its conversation, and its page says so.
            assert "the conversation of ch02_echo/step1_echo fails" in page
            await steps_restarted(program, since)
            while await echo(live, "hi") != "Reply: hi":
                pass

            # A step that does not load is one line with its place; the others go on.
            edit(copy / STEP, "async def echo(ws):", "async def echo(ws:")
            await program.says(rf"ch02_echo/step1_echo does not load.*{STEP}:10: SyntaxError")
            url = f"ws://127.0.0.1:{live}/ch02_echo/wrong_no_loop/ws"
            async for ws in connect(url, proxy=None):
                async with ws:
                    await ws.send("still there?")
                    assert await ws.recv() == "Echo: still there?"
                break
            assert await reload.recv() == "refresh"  # its page was built meanwhile

        assert program.log.count(FAILED) == 4
        family = psutil.Process(program.process.pid).children(recursive=True)
        assert await program.stop(signal.SIGINT) == 0
        assert program.log.endswith("\nStopped.\n")
        assert "Traceback" not in program.log
        # A zombie has ended; the system collects it when it likes.
        assert not [p for p in family if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]
        for port in (docs, live):
            socket.create_server(("127.0.0.1", int(port))).close()


@pytest.mark.parametrize("variable", ["DOCS_PORT", "LIVE_PORT"])
@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("taken", "Port {}: Address already in use. Set another: make live {}="),
        ("eighty", "{1} should be a port from 1 to 65535, and is 'eighty'"),
        ("70000", "{1} should be a port from 1 to 65535, and is '70000'"),
    ],
)
async def test_a_port_that_does_not_serve_is_one_line(variable, value, message) -> None:
    docs, live = map(str, free_ports(2))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1]) if value == "taken" else value
        env = {"DOCS_PORT": docs, "LIVE_PORT": live} | {variable: port}
        async with run(sys.executable, "-m", "live", env=env) as program:
            assert await program.ends() == 1
    assert message.format(port, variable) in program.log
    assert program.log.count("\n") == 1


async def test_make_live_ends_with_one_line_on_ctrl_c(copy: Path) -> None:
    """Through make itself, which needs no network when all is installed."""
    docs, live = map(str, free_ports(2))
    env = {"DOCS_PORT": docs, "LIVE_PORT": live, "http_proxy": "http://127.0.0.1:9"}
    async with run("make", "--no-print-directory", "live", env=env, cwd=copy) as program:
        await program.says(r"stops everything\)\n\n", within=90)
        since = len(program.log)
        os.killpg(program.process.pid, signal.SIGINT)  # what a terminal does on Ctrl-C
        await program.ends()
    assert program.log[since:].split("\n") == ["", "Stopped.", ""]


async def test_ctrl_c_waits_for_no_build(copy: Path) -> None:
    docs, live = map(str, free_ports(2))
    env = {"DOCS_PORT": docs, "LIVE_PORT": live}
    async with run(sys.executable, "-m", "live", env=env, cwd=copy) as program:
        await program.says("The steps:", within=90)
        with (copy / CHAPTER).open("a", encoding="utf-8") as page:
            page.write("\nAnother line.\n")
        await program.says(f"Saved: {CHAPTER}\n")
        assert await program.stop(signal.SIGINT) == 0
    assert f"Sphinx exited with exit code: {-signal.SIGTERM}" in program.log
    assert "Traceback" not in program.log
