"""A step's server in the page, and the sockets of the page that talk to it.

The worker calls these functions and hands over ports; nothing here knows of Pyodide or JavaScript,
so that the same code is tested in CPython. Messages are plain dictionaries, as
``browser/messages.mjs`` names them.
"""

import asyncio
import importlib
import logging
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from live import conversation, exercises, in_process
from live.in_page.client import Client, Port
from live.in_page.edited import Edited
from live.in_page.explain import Explained
from live.in_page.output import Log, Printed
from live.in_page.record import PostedRecord
from live.in_page.relay import Relay

Post = Callable[[dict[str, Any]], Any]


class Page:
    """What runs in the page: at most one server at a time, and its clients."""

    def __init__(self, post: Post) -> None:
        self.post = post
        self.server: in_process.InProcessServer | None = None
        self.program = ModuleType("none")  # what the server runs
        self.clients: dict[str, Client] = {}
        self.record = PostedRecord(post)
        self.edited = Edited()
        self.before: set[asyncio.Task[Any]] = set()
        self.one_at_a_time = asyncio.Lock()
        logging.basicConfig(level=logging.INFO, handlers=[Log(post, self.edited)], force=True)
        self.printed = Printed(post)

    async def run(self, step: str, source: str) -> dict[str, Any]:
        """Serve a step from the given source, in place of what ran before; whether it could."""
        async with self.one_at_a_time:
            await self.stop()
            return await self.start(step, source)

    async def start(self, step: str, source: str) -> dict[str, Any]:
        """Serve a step where nothing runs."""
        self.before = asyncio.all_tasks()
        self.record = PostedRecord(self.post)
        self.edited.replace(step, source)
        sys.stdout = sys.stderr = self.printed  # each time: a program may have put its own there
        try:
            importlib.invalidate_caches()
            module = conversation.load(step)
            server = in_process.InProcessServer(api_of(module), **conversation.settings(module))
            server.runtime = "in the page"
            await server.start()
        except asyncio.CancelledError:
            raise
        except BaseException as error:  # a file may end in SystemExit, too
            return {"ok": False, **self.edited.explain(error)}
        self.server, self.program = server, module
        return {"ok": True}

    async def stop(self) -> None:
        """End the server, all its connections, and what its file has started."""
        if self.server:
            server, self.server = self.server, None
            await server.stop()
            left = asyncio.all_tasks() - self.before - {asyncio.current_task()}
            for task in left:
                task.cancel()
            if left:
                await asyncio.wait(left, timeout=in_process.GRACE)
        self.clients.clear()

    async def talk(self, step: str) -> dict[str, Any]:
        """Hold a step's own conversation with the server that runs; what crossed the wire."""
        record = PostedRecord(self.post)
        try:
            await conversation.hold(conversation.load_talk(step), self.running(), record)
        except Exception as error:
            return {"ok": False, **self.edited.explain(error)}
        return {"ok": True, "text": record.as_text()}

    async def check(self, exercise: str) -> dict[str, Any]:
        """Hold an exercise's check with the server that runs; its verdict."""
        record = PostedRecord(self.post)
        found = await exercises.check(exercise, self.running(), self.program, record)
        return vars(found.translated())

    def flush(self) -> None:
        """Post what was printed without the end of its line."""
        self.printed.flush()

    def connect(self, lane: str, handshake: dict[str, Any], port: Port) -> Client:
        """Connect a socket of the page; what happens is posted to its port."""
        client = self.clients[lane] = Client(self.server, self.record, lane, handshake, port)
        client.task.add_done_callback(lambda task: self.forget(client))
        return client

    def relay(self, port: Port) -> Relay:
        """Connect a port that carries raw bytes."""
        relay = Relay(port)
        self.running().accept(relay)
        return relay

    def forget(self, client: Client) -> None:
        """Take note that a client has ended."""
        if self.clients.get(client.lane) is client:
            del self.clients[client.lane]

    def freeze(self, lane: str, frozen: bool) -> None:
        """Let a client stop reading, or go on."""
        if lane in self.clients:
            self.clients[lane].freeze(frozen)

    def drop(self, lane: str) -> None:
        """Let a client vanish."""
        if lane in self.clients:
            self.clients[lane].drop()

    async def fetch(
        self, path: str, method: str = "GET", headers: dict[str, str] | None = None, body: str = ""
    ) -> dict[str, Any]:
        """Ask the server over HTTP: ``status``, ``type``, ``location`` and ``body`` as bytes."""
        reader, writer = await self.running().open_connection()
        content = body.encode()
        sent = {"Host": "127.0.0.1:5042", "Content-Length": str(len(content)), **(headers or {})}
        lines = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
        # 1.0, so that the end of the connection is the end of the body
        writer.write(f"{method} {path} HTTP/1.0\r\n{lines}\r\n".encode() + content)
        head, _, answer = (await reader.read()).partition(b"\r\n\r\n")
        writer.close()
        status, *rest = head.decode("latin-1").split("\r\n")
        got = {name.lower(): value for name, _, value in (line.partition(": ") for line in rest)}
        return {
            "status": int(status.split()[1]),
            "type": got.get("content-type", ""),
            "location": got.get("location", ""),
            "body": answer,
        }

    def running(self) -> in_process.InProcessServer:
        """The server; Explained if none runs."""
        if not self.server:
            raise Explained("No server runs: run the step first.")
        return self.server


def api_of(module: ModuleType) -> Any:
    """The app of a step; Explained if it has none."""
    if not hasattr(module, "api"):
        raise Explained("This file has no `api`. A server begins with: api = responder.API()")
    if not callable(module.api):
        raise Explained(
            f"`api` should be an app, as responder.API() gives one; it is {module.api!r}."
        )
    return module.api
