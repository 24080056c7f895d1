"""``make live`` starts two programs, says when they answer, and leaves neither behind."""

import asyncio
import contextlib
import signal
import socket
import sys
from collections.abc import AsyncIterator

import pytest

from live import __main__ as live
from tests.processes import Program, run

PROGRAM = """
import asyncio, sys
from live import __main__ as live
from tests import measured
measured.see_all()
live.GRACE, live.LIVE_PORT, live.DOCS_PORT, live.STEPS, live.PAGES = {!r}
sys.exit(asyncio.run(live.main()))
"""
LISTEN = """
import signal, socket
{}
listener = socket.create_server(("127.0.0.1", {}))
signal.pause()
"""
DEAF = "signal.signal(signal.SIGTERM, signal.SIG_IGN)"


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return str(listener.getsockname()[1])


@contextlib.asynccontextmanager
async def started(steps: str = LISTEN, first: str = "") -> AsyncIterator[Program]:
    """The two programs; that of the steps begins with a line, or is another one."""
    ports = free_port(), free_port()
    programs = steps.format(first, ports[0]), LISTEN.format("", ports[1])
    commands = [["-c", program] for program in programs]
    source = PROGRAM.format((0.3, *ports, *commands))
    async with run(sys.executable, "-c", source) as program:
        yield program


@pytest.mark.real
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_when_both_answer_it_says_where_and_a_signal_ends_it(sign):
    async with started() as program:
        await program.says(r"The pages: http://127\.0\.0\.1:\d+\nThe steps: ws://127\.0\.0\.1:\d+/")
        assert await program.stop(sign) == 0
    assert program.log.endswith("\nStopped.\n")


@pytest.mark.real
async def test_when_one_ends_by_itself_it_ends_the_other_and_says_so():
    async with started("print('a mistake')") as program:
        assert await program.ends() == 1
    assert "a mistake\n" in program.log
    assert program.log.endswith("\nA server ended by itself: see above.\n")
    assert "The pages:" not in program.log


@pytest.mark.real
async def test_what_does_not_end_is_killed():
    async with started(first=DEAF) as program:
        await program.says("The pages:")
        assert await program.stop() == 0


async def test_a_port_answers_as_soon_as_something_listens():
    port = free_port()
    answer = asyncio.create_task(live.answers(port))
    await asyncio.sleep(0)
    server = await asyncio.start_server(
        lambda reader, writer: writer.close(), "127.0.0.1", int(port)
    )
    async with server, asyncio.timeout(5):
        await answer


@pytest.mark.parametrize("port", ["0", "65536", "-1", "x", "", "²"])
def test_what_is_no_port_is_named(port):
    said = live.port_problem("LIVE_PORT", port)
    assert said == f"LIVE_PORT should be a port from 1 to 65535, and is {port!r}"


def test_a_port_that_is_taken_is_named_with_another():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        other = port + 1000 if port < 60000 else port - 1000
        assert live.port_problem("DOCS_PORT", str(port)) == (
            f"Port {port}: Address already in use. Set another: make live DOCS_PORT={other}"
        )
    assert live.port_problem("DOCS_PORT", str(port)) is None


@pytest.mark.parametrize("port", ["1", "65535"])
def test_the_first_and_the_last_port_are_ports(port):
    assert "should be a port" not in (live.port_problem("LIVE_PORT", port) or "")


@pytest.mark.parametrize(
    ("port", "other"), [("59999", "60999"), ("60000", "59000"), ("65535", "64535")]
)
def test_the_port_that_is_named_instead_exists(port, other, monkeypatch):
    class Taken(socket.socket):
        def bind(self, address: object) -> None:
            raise OSError(98, "Address already in use")

    monkeypatch.setattr(socket, "socket", Taken)
    said = live.port_problem("LIVE_PORT", port)
    assert said
    assert said.endswith(f" LIVE_PORT={other}")


def test_a_port_on_which_a_connection_has_just_ended_is_free():
    """The kernel remembers it for a minute, and lets who asks for it listen all the same."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            accepted, _ = listener.accept()
            accepted.close()
            assert client.recv(1) == b""
    assert live.port_problem("LIVE_PORT", str(port)) is None
