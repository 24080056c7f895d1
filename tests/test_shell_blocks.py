"""Each ``console`` block of the pages, typed into a terminal line by line."""

import fcntl
import os
import re
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from tests.chapters import ROOT, Block, blocks

PROMPT = "reader$ "
CONTROL = {"^D": "d", "^C": "c"}
CONSOLE = [block for block in blocks("code-block") if block.argument == "console"]


@pytest.fixture
def default_port() -> Iterator[None]:
    """Hold Responder's default port, 5042, against every other test on this machine."""
    with (Path(tempfile.gettempdir()) / "port-5042.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", 5042))
            except OSError:
                pytest.fail("port 5042 is in use: the pages' commands need it; end what holds it")
        yield


@pytest.mark.real
@pytest.mark.usefixtures("default_port")
@pytest.mark.parametrize("block", CONSOLE, ids=str)
def test_the_block_works_when_typed(block: Block) -> None:
    """Type each command; what the block shows under it must appear, in that order.

    ``$`` begins a command, ``>`` a line typed into the program that it started (``^D`` and ``^C``
    are keys), and every other line is output. A command that ends in ``&`` starts a server, so the
    next is typed when it says that it runs.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PORT"}
    shell = pexpect.spawn(
        "bash",
        ["--noprofile", "--norc", "-i"],
        cwd=str(ROOT),
        encoding="utf-8",
        timeout=20,
        env=environment
        | {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PS1": PROMPT,
            "TERM": "dumb",
            "PYTHONUNBUFFERED": "1",
        },
        dimensions=(50, 200),
    )
    try:
        shell.expect_exact(PROMPT)
        for line in block.body.splitlines():
            if line.startswith("$ "):
                shell.sendline(line.removeprefix("$ "))
                shell.expect_exact(line.removeprefix("$ "))  # its echo is not its output
                if line.endswith("&"):
                    shell.expect("Uvicorn running on [^\n]*\n")
            elif line.startswith("> "):
                typed = line.removeprefix("> ")
                if typed in CONTROL:
                    shell.sendcontrol(CONTROL[typed])
                else:
                    shell.sendline(typed)
            elif line.strip():
                shell.expect(r"\s+".join(map(re.escape, line.split())))
        shell.sendline("wait; exit")
        shell.expect(pexpect.EOF)  # comes only when no program is left running
    except pexpect.ExceptionPexpect as error:
        raise AssertionError(f"{block}: the terminal showed\n{shell.before}") from error
    finally:
        shell.close(force=True)


def test_no_command_is_lost() -> None:
    """The README's two commands have tests of their own, so no console block stands elsewhere."""
    assert CONSOLE, "no console block was found: is the pattern in chapters.py still right?"
    for block in CONSOLE:
        assert "$ " in block.body, f"{block}: a console block without a command"
