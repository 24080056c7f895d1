"""Programs that a test starts and ends, with all that they say."""

import asyncio
import contextlib
import os
import re
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from websockets.asyncio.client import connect

from tests import instead

ROOT = Path(__file__).parent.parent
MEASURED = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}
"""What a program with an environment of its own needs, so that coverage measures it, too."""
LISTENING = re.compile(r"Uvicorn running on https?://127\.0\.0\.1:(\d+)")
TRACEBACK = "Traceback (most recent call last)"
SKIPPED = shutil.ignore_patterns(
    ".venv", ".git", ".*_cache", "__pycache__", "node_modules",
    "html", "doctest", "coverage", "bench-*",
)  # fmt: skip
"""What a copy of the repository has of its own, or does without."""


def copy_repository(folder: Path) -> Path:
    """A copy of the repository, to be changed freely, with the packages of this one."""
    shutil.copytree(ROOT, folder, ignore=SKIPPED)
    (folder / ".venv").symlink_to(sys.prefix)
    modules = Path("live", "browser", "node_modules")
    (folder / modules).symlink_to(ROOT / modules)
    return folder


def free_ports(number: int) -> list[int]:
    """Ports of 127.0.0.1 that were free a moment ago, each another."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


class Said:
    """Something that speaks. ``log`` is what it has said so far."""

    def __init__(self) -> None:
        self.log = ""
        self.silent = False  # it will say no more
        self.said = asyncio.Condition()

    async def hear(self, text: str) -> None:
        """Add to the log; "" when nothing more will come."""
        async with self.said:
            self.log += text
            self.silent = not text
            self.said.notify_all()

    async def says(self, pattern: str | re.Pattern[str], within: float = 20) -> re.Match[str]:
        """Wait until the log holds the pattern; AssertionError with the log if it does not."""

        def found() -> re.Match[str] | None:
            return re.search(pattern, self.log)

        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within), self.said:
                await self.said.wait_for(lambda: found() or self.silent)
        match = found()
        assert match, f"waited {within:g} s for {pattern!r}; the program said:\n{self.log}"
        return match


class Program(Said):
    """A running program, and what it says on stdout and stderr."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        super().__init__()
        self.process = process
        self.reader = asyncio.create_task(self.read())

    async def read(self) -> None:
        assert self.process.stdout
        while chunk := await self.process.stdout.read(65536):
            await self.hear(chunk.decode(errors="replace"))
        await self.hear("")

    async def ends(self, within: float = 20) -> int:
        """Wait for the program to end by itself, and give its exit status."""
        async with asyncio.timeout(within):
            status = await self.process.wait()
            await self.reader
        return status

    async def stop(self, sign: int = signal.SIGTERM, within: float = 20) -> int:
        """Send a signal and wait for the end; what does not end is killed and fails the test."""
        if self.process.returncode is None:
            self.process.send_signal(sign)
        try:
            return await self.ends(within)
        except TimeoutError:
            os.killpg(self.process.pid, signal.SIGKILL)
            await self.ends()
            raise AssertionError(
                f"still running {within:g} s after {sign!r}:\n{self.log}"
            ) from None


class ServerProcess(Program):
    """A uvicorn process on a free port, with ``connect`` and ``open_connection`` to it."""

    runtime = "on a real socket"
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def connect(self, path: str, **options: Any) -> connect:
        options.setdefault("proxy", None)
        return connect(f"ws://127.0.0.1:{self.port}{path}", **options)

    async def open_connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)


@contextlib.asynccontextmanager
async def run(
    *command: str, env: dict[str, str] | None = None, cwd: Path = ROOT
) -> AsyncIterator[Program]:
    """Run a program in a process group of its own; at the end nothing of it is left."""
    async with _start(Program, *command, env=env, cwd=cwd) as program:
        yield program


@contextlib.asynccontextmanager
async def serve_step(step: str, *options: str) -> AsyncIterator[ServerProcess]:
    """Run a step as its reader does, ``python -m tutorial_code...``, on a free port.

    With options, uvicorn runs the step's ``api`` with them instead.
    """
    module = f"tutorial_code.{step.replace('/', '.')}"
    if instead.name:
        command = [sys.executable, "-m", "tests.instead", instead.name]
    elif options:
        command = [sys.executable, "-m", "uvicorn", f"{module}:api", "--port", "0", *options]
    else:
        command = [sys.executable, "-m", module]
    async with serve_command(*command) as server:
        yield server


@contextlib.asynccontextmanager
async def serve_command(
    *command: str, env: dict[str, str] | None = None, cwd: Path = ROOT
) -> AsyncIterator[ServerProcess]:
    """Run a command that starts uvicorn on the port that ``PORT`` names, which is a free one."""
    async with _start(ServerProcess, *command, env={"PORT": "0"} | (env or {}), cwd=cwd) as server:
        server.port = int((await server.says(LISTENING))[1])
        yield server


@contextlib.asynccontextmanager
async def _start(
    kind: Any, *command: str, env: dict[str, str] | None = None, cwd: Path = ROOT
) -> AsyncIterator[Any]:
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # in the background, and inherited
        signal.signal(signal.SIGINT, signal.default_int_handler)
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=cwd,
        env=os.environ | {"PYTHONUNBUFFERED": "1"} | (env or {}),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    program = kind(process)
    try:
        yield program
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        await program.stop()
        with contextlib.suppress(ProcessLookupError):  # what it left behind in its group
            os.killpg(process.pid, signal.SIGKILL)
