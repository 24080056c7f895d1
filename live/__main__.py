"""``make live``: the pages and every step's server, both reloading, until Ctrl-C."""

import asyncio
import os
import signal
import socket
import sys

DOCS_PORT = os.environ.get("DOCS_PORT", "8000")
LIVE_PORT = os.environ.get("LIVE_PORT", "5043")
GRACE = 5.0
"""Seconds that a child has to end before it is killed."""

PAGES = ["-m", "live.pages.server"]
SERVER = [
    *("-m", "uvicorn", "live.server:app", "--http", "live.server:StepProtocol"),
    *("--timeout-graceful-shutdown", "1"),  # some programs are wrong on purpose, and never end
]
STEPS = [
    *(*SERVER, "--host", "127.0.0.1", "--port", LIVE_PORT, "--log-level", "warning"),
    *("--reload", "--reload-dir", "tutorial_code"),
]


def port_problem(variable: str, port: str) -> str | None:
    """Why nothing can listen on the port that a variable names, in one line, or None."""
    if not port.isdecimal() or not 0 < int(port) < 65536:
        return f"{variable} should be a port from 1 to 65535, and is {port!r}"
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except OSError as error:
            other = int(port) + 1000 if int(port) < 60000 else int(port) - 1000
            return f"Port {port}: {error.strerror}. Set another: make live {variable}={other}"
    return None


async def answers(port: str) -> None:
    """Return when something listens on the port."""
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", int(port))
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return


async def say_hello() -> None:
    """Tell where everything is, once it is there."""
    await answers(LIVE_PORT)
    await answers(DOCS_PORT)
    print(
        f"\nThe pages: http://127.0.0.1:{DOCS_PORT}\n"
        f"The steps: ws://127.0.0.1:{LIVE_PORT}/<chapter>/<step>/...\n"
        "Try: .venv/bin/python -m websockets "
        f"ws://127.0.0.1:{LIVE_PORT}/ch02_echo/step1_echo/ws  (Ctrl-C here stops everything)\n",
        flush=True,
    )


async def end(child: asyncio.subprocess.Process) -> None:
    """End a child with all that it started."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(child.pid, sign)
            await asyncio.wait_for(child.wait(), GRACE)
        except (ProcessLookupError, TimeoutError):
            continue


async def main() -> int:
    """Run both servers until a signal comes or one of them ends."""
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    # In sessions of their own, so that Ctrl-C reaches this process alone, which then ends them.
    start = asyncio.create_subprocess_exec
    children = [
        await start(
            sys.executable, *command, stdin=asyncio.subprocess.DEVNULL, start_new_session=True
        )
        for command in (STEPS, PAGES)
    ]
    hello = asyncio.create_task(say_hello())
    stopped = asyncio.create_task(stop.wait())
    ended = [asyncio.create_task(child.wait()) for child in children]
    await asyncio.wait([stopped, *ended], return_when=asyncio.FIRST_COMPLETED)
    hello.cancel()
    await asyncio.gather(*map(end, children))
    await asyncio.gather(*ended)
    print("\nStopped." if stop.is_set() else "A server ended by itself: see above.", flush=True)
    stopped.cancel()
    return 0 if stop.is_set() else 1


if __name__ == "__main__":
    for problem in (port_problem("DOCS_PORT", DOCS_PORT), port_problem("LIVE_PORT", LIVE_PORT)):
        if problem:
            sys.exit(problem)
    sys.exit(asyncio.run(main()))
