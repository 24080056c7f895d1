"""The runtime in the page, for tests in CPython: their clients' bytes go through Chromium.

A test process listens on a WebSocket, the carrier, and a page connects to it: browser/carrier.mjs.
A client here is joined by a pipe to a relay, whose other end is in the page's worker, where a pipe
joins it to the server. So the client is the same as on every other runtime. One page serves a
whole session; each ``serve`` puts another program in it.
"""

import asyncio
import contextlib
import itertools
import json
from collections.abc import AsyncIterator
from typing import Any

from playwright.async_api import Browser
from websockets.asyncio.server import ServerConnection
from websockets.asyncio.server import serve as listen

from live import in_process, pipe
from live.conversation import TUTORIAL
from live.in_page.relay import Relay
from live.pages import runtime
from tests.browser.static_site import serve_folder
from tests.processes import ROOT, Said

START = """async ([files, address]) => {
    const { startRuntime } = await import(`${files}/build/runtime/runtime.mjs`);
    const { carry } = await import(`${files}/tests/browser/carrier.mjs`);
    await carry(startRuntime, address);
}"""
NOTHING = "async def api(scope, receive, send):\n    raise RuntimeError('no program runs')\n"
PATIENCE = 30.0
"""Seconds that a program has to start in the page."""


class PageServer(Said, in_process.Reached):
    """A step's server in the page; ``log`` is what it prints and logs."""

    runtime = "in the page"

    def __init__(self, machine: "Machine") -> None:
        super().__init__()
        self.machine = machine

    async def stop(self) -> None:
        """End the program, as at the end of ``serve``."""
        if self.machine.server is self:
            await self.machine.stop()

    def accept(self, client: asyncio.BaseProtocol) -> None:
        """Join a client's protocol to a new connection of this server."""
        pipe.join(client, self.machine.relay())


class CarrierPort:
    """A relay's port: what it posts goes to its other end, over the carrier."""

    def __init__(self, machine: "Machine", number: int) -> None:
        self.machine = machine
        self.number = number

    def post(self, message: dict[str, Any]) -> None:
        data = message.get("data")
        if isinstance(data, bytes):
            self.machine.outbox.put_nowait(self.number.to_bytes(4) + data)
        elif data:
            self.machine.say(number=self.number, data=data)


class Machine:
    """A page whose worker runs one server at a time, and the connections to that."""

    def __init__(self) -> None:
        self.numbers = itertools.count(1)
        self.relays: dict[int, Relay] = {}
        self.outbox: asyncio.Queue[str | bytes] = asyncio.Queue()
        self.ran: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.server: PageServer | None = None
        self.hangs = ""  # the step that did it

    def say(self, **message: Any) -> None:
        """Tell the page something."""
        self.outbox.put_nowait(json.dumps(message))

    def relay(self) -> Relay:
        """A new connection to the server that runs."""
        number = next(self.numbers)
        self.say(connect=number)
        relay = self.relays[number] = Relay(CarrierPort(self, number))
        return relay

    async def run(self, step: str, source: str) -> None:
        """Let the page run a program in place of what ran before; AssertionError if it can't."""
        assert not self.hangs, f"the page hangs, since {self.hangs} ran in it"
        self.say(run=[step, source])
        try:
            async with asyncio.timeout(PATIENCE):
                ran = await self.ran.get()
        except TimeoutError:
            self.hangs = step
            raise AssertionError(
                f"{step} should start, and what ran before end, in {PATIENCE:g} s; the page hangs"
            ) from None
        assert ran["ok"], f"{step} does not run in the page: {ran['message']}\n{ran.get('trace')}"

    @contextlib.asynccontextmanager
    async def serve(self, step: str, source: str | None = None) -> AsyncIterator[PageServer]:
        """Serve a step, or another source in its place; at the end it is stopped."""
        assert not self.server, "one page runs one server at a time"
        server = self.server = PageServer(self)
        try:
            await self.run(step, source or (TUTORIAL / f"{step}.py").read_text("utf-8"))
            yield server
        finally:
            await server.stop()

    async def stop(self) -> None:
        """End the program that runs; what it says then is still heard."""
        try:
            await self.run("ch02_echo/step1_echo", NOTHING)
        finally:
            self.server = None

    async def carry(self, carrier: ServerConnection) -> None:
        """Pass on what comes and goes, as long as the page is there."""
        sending = asyncio.create_task(self.send(carrier))
        try:
            async for message in carrier:
                if isinstance(message, bytes):
                    self.relays[int.from_bytes(message[:4])].send(message[4:])
                else:
                    await self.hear(json.loads(message))
        finally:
            sending.cancel()

    async def send(self, carrier: ServerConnection) -> None:
        """Send what is to be sent."""
        while True:
            await carrier.send(await self.outbox.get())

    async def hear(self, said: dict[str, Any]) -> None:
        """What the page says."""
        if "ran" in said:
            self.ran.put_nowait(said["ran"])
        elif "told" in said:
            if self.server:
                await self.server.hear(as_text(said["told"]))
        elif said["type"] == "close":
            relay = self.relays.pop(said["number"])
            relay.transport.close()
        else:
            self.relays[said["number"]].send(said["data"])


def as_text(told: dict[str, Any]) -> str:
    """What the server in the page prints and logs, as uvicorn would print it."""
    if told["type"] == "log":
        return f"{told['level']}: {told['text']}\n{told.get('trace', '')}"
    return str(told.get("text") or told)


@contextlib.asynccontextmanager
async def boot(browser: Browser) -> AsyncIterator[Machine]:
    """Boot a page in a browser."""
    await asyncio.to_thread(runtime.main)
    machine = Machine()
    context = await browser.new_context()
    with serve_folder(ROOT) as files:
        async with listen(
            machine.carry, "127.0.0.1", 0, max_size=None, compression=None, ping_interval=None
        ) as carrier:
            port = carrier.sockets[0].getsockname()[1]
            page = await context.new_page()
            await page.goto(f"{files}/blank")
            await page.evaluate(START, [files, f"ws://127.0.0.1:{port}"])
            yield machine
            await context.close()
