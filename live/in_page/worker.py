"""What the page's worker calls: each call starts a task of the page's own event loop.

No Pyodide import. ``post`` takes a list of events as JSON; ``answer`` a request's number, its value
and, if it has none, the reason; ``wake`` the seconds until the next ``step``.
"""

import asyncio
import json
import random
import time
from collections.abc import Callable, Coroutine
from typing import Any

from live.in_page import adapt
from live.in_page.client import Client
from live.in_page.explain import Explained
from live.in_page.page import Page
from live.in_page.relay import Relay
from live.in_page.stepped_loop import SteppedLoop

INTERVAL = 0.004
"""Seconds in which events of the wire are gathered: few messages, and no echo that is seen late."""
FEW = 50
"""Prints and log lines of one step that are posted at once."""
MANY = 10_000
"""Events of one step that are posted; a loop without end can print more than a page can show."""


class PlainPort:
    """A port for messages as they cross to the page at least cost: a kind, and a plain value."""

    def __init__(self, post: Callable[[str, Any], Any]) -> None:
        self.send = post

    def post(self, message: dict[str, Any]) -> None:
        """Send a message to the page; what does not come with each message is JSON."""
        match message["type"]:
            case "message":
                self.send("message", message["data"])
            case "sent":
                self.send("sent", message["bytes"])
            case _:
                self.send("json", json.dumps(message))


class Worker:
    """The event loop of the page, with its server and clients."""

    def __init__(
        self,
        post: Callable[[str], Any],
        answer: Callable[[int, dict[str, Any] | None, str], Any],
        wake: Callable[[float], Any],
    ) -> None:
        random.seed()  # the snapshot's state is the same for every reader
        adapt.install()
        self.post = post
        self.answer = answer
        self.events: list[dict[str, Any]] = []
        self.count = 0  # events of this step
        self.posted = time.monotonic()  # the last time that events were posted
        self.due = False  # a flush is
        self.loop = SteppedLoop(wake)
        self.page = Page(self.note)
        self.tasks: set[asyncio.Task[None]] = set()

    # What the page asks for; after each, `step`

    def run(self, number: int, step: str, source: str) -> None:
        """Answer whether the step runs."""
        self.start(self.reply(number, self.page.run(step, source)))

    def talk(self, number: int, step: str) -> None:
        """Answer what crossed the wire in the step's own conversation."""
        self.start(self.reply(number, self.page.talk(step)))

    def check(self, number: int, exercise: str) -> None:
        """Answer what the exercise's check finds."""
        self.start(self.reply(number, self.page.check(exercise)))

    def fetch(self, number: int, path: str, method: str, headers: str, body: str) -> None:
        """Answer what the server gives; ``headers`` are JSON."""
        self.start(self.reply(number, self.page.fetch(path, method, json.loads(headers), body)))

    def connect(self, lane: str, handshake: str, post: Callable[..., Any]) -> Client | Relay:
        """The far end of a socket; ``handshake`` is JSON, ``post`` takes what PlainPort sends.

        The address ``tcp:`` is that of raw bytes.
        """
        port, asked = PlainPort(post), json.loads(handshake)
        far: Client | Relay
        if asked["url"] == "tcp:":
            far = self.on_loop(self.page.relay, port)
        else:
            far = self.on_loop(self.page.connect, lane, asked, port)
        return far

    def freeze(self, lane: str, frozen: bool) -> None:
        """Let a client stop reading, or go on."""
        self.on_loop(self.page.freeze, lane, frozen)

    def drop(self, lane: str) -> None:
        """Let a client vanish."""
        self.on_loop(self.page.drop, lane)

    def step(self) -> None:
        """Let the loop run, and post what happened."""
        self.count = 0
        try:
            self.loop.step()
        except (SystemExit, KeyboardInterrupt) as error:  # a task's, where it would end the program
            told = {"type": "log", "level": "CRITICAL", "text": "The program has ended."}
            self.note(told | self.page.edited.explain(error))
            self.start(self.page.stop())
        self.page.flush()

    # What that does

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Start a task and keep it until it ends."""
        task = self.loop.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def reply(self, number: int, work: Coroutine[Any, Any, dict[str, Any]]) -> None:
        """Answer with what the work gives."""
        value, reason = None, "The server was stopped before it answered."
        try:
            value = await work
        except Exception as error:
            reason = str(error) if isinstance(error, Explained) else repr(error)
        finally:
            self.flush()  # what happened before comes before
            self.answer(number, value, reason)

    def on_loop(self, function: Callable[..., Any], *args: Any) -> Any:
        """Call a function that asks which loop runs."""
        asyncio._set_running_loop(self.loop)
        try:
            return function(*args)
        finally:
            asyncio._set_running_loop(None)

    def note(self, event: dict[str, Any]) -> None:
        """Keep an event for the page, until the step ends or takes long."""
        self.count += 1
        if self.count == MANY:
            event = {"type": "print", "text": "... and more, which is not shown\n"}
        if self.count <= MANY:
            self.events.append(event)
        # At once, for what follows may never end; together, if it comes often.
        eager = event["type"] != "wire" and self.count < FEW
        if eager or time.monotonic() - self.posted > INTERVAL:
            self.flush()
        elif not self.due:
            self.due = True
            self.loop.call_later(INTERVAL, self.flush)

    def flush(self) -> None:
        """Post what has happened since the last time, in one message."""
        self.posted, self.due = time.monotonic(), False
        if self.events:
            events, self.events = self.events, []
            self.post(json.dumps(events))
