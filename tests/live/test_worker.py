"""What the page's worker calls, in CPython: a loop that is stepped, and what it posts."""

import asyncio
import json
import json.scanner
import logging
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from anyio._backends._asyncio import AsyncIOBackend

from live import conversation, translation
from live.in_page import adapt, worker
from live.in_page.worker import FEW, MANY, Worker
from tests.live.test_page import ACCEPT, ECHO, HEAD, STEP, program
from tests.test_exercises import waits

SOON = 5.0
"""Seconds in which what is waited for must have come."""


class Worked:
    """A worker, with all that it says; the test is the page that owns its thread."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.lists: list[int] = []  # how many events came in each message
        self.answers: dict[int, dict[str, Any] | None] = {}
        self.reasons: dict[int, str] = {}
        self.waits: list[float] = []
        self.worker = Worker(self.hear, self.answer, self.waits.append)
        self.number = 0

    def hear(self, events: str) -> None:
        self.events += json.loads(events)
        self.lists.append(len(json.loads(events)))

    def answer(self, number: int, value: dict[str, Any] | None, reason: str) -> None:
        self.answers[number], self.reasons[number] = value, reason

    def until(self, happened: Callable[[], object]) -> None:
        """Step until something has happened."""
        end = time.monotonic() + SOON
        while not happened():
            assert time.monotonic() < end, (self.events, self.answers, self.reasons)
            self.worker.step()

    def ask(self, what: str, *details: Any) -> dict[str, Any] | None:
        """Ask for something that is answered."""
        self.number += 1
        getattr(self.worker, what)(self.number, *details)
        self.until(lambda: self.number in self.answers)
        return self.answers[self.number]

    def run(self, source: str, step: str = STEP) -> None:
        assert self.ask("run", step, source) == {"ok": True}

    def connect(self, url: str = "ws://127.0.0.1/ws") -> tuple[Any, list[tuple[str, Any]]]:
        """A socket's far end, and the messages that its port got."""
        port: list[tuple[str, Any]] = []
        handshake = {"url": url, "protocols": [], "origin": "null"}
        far = self.worker.connect(
            "A", json.dumps(handshake), lambda kind, content: port.append((kind, content))
        )
        return far, port

    def open(self) -> tuple[Any, list[tuple[str, Any]]]:
        far, port = self.connect()
        self.until(lambda: port)
        return far, port

    def wire(self, what: str) -> list[Any]:
        """One value of each event of the wire."""
        return [event["event"][what] for event in self.events if event["type"] == "wire"]

    def texts(self, kind: str) -> str:
        return "".join(event["text"] for event in self.events if event["type"] == kind)


def ends(port: list[tuple[str, Any]]) -> bool:
    return '"close"' in str(port[-1:])


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Worked]:
    """A worker that leaves this process as it was."""
    for thing, name in [
        (sys, "stdout"),
        (sys, "stderr"),
        (AsyncIOBackend, "run_sync_in_worker_thread"),
        (json.scanner, "make_scanner"),
        (json, "_default_decoder"),
    ]:
        monkeypatch.setattr(thing, name, vars(thing)[name])
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    there = Worked()
    yield there
    there.worker.start(there.worker.page.stop())
    there.until(lambda: not there.worker.tasks)
    there.worker.page.edited.drop()
    there.worker.loop.close()
    conversation.forget()
    root.handlers[:] = handlers
    root.setLevel(level)


# Asked and answered


def test_a_step_runs_and_its_sockets_speak(page):
    page.run(ECHO)
    far, port = page.open()
    assert port == [("json", '{"type": "open", "protocol": "", "extensions": ""}')]
    far.send("grüß dich")
    page.until(lambda: len(port) == 3)
    assert port[1:] == [("sent", 11), ("message", "grüß dich")]
    far.close(4000, "bye")
    page.until(lambda: ends(port))
    assert json.loads(port[-1][1]) == {
        "type": "close", "code": 4000, "reason": "bye", "wasClean": True
    }  # fmt: skip
    page.until(lambda: page.wire("kind")[-2:] == ["close", "close"])
    assert page.wire("kind")[:-2] == ["request", "response", "text", "text"]


def test_a_step_holds_its_talk(page):
    page.run((conversation.TUTORIAL / f"{STEP}.py").read_text("utf-8"))
    told = page.ask("talk", STEP)
    assert told["ok"]
    assert "A → text hello" in told["text"]


def test_an_exercise_is_checked(page):
    folder = conversation.TUTORIAL / "ch02_echo" / "shout"
    page.run((folder / "solution.py").read_text("utf-8"), "ch02_echo/shout/exercise")
    waits().QUIET = 0.01
    assert page.ask("check", "ch02_echo/shout")["passed"]
    translation.use('{"That is the message as it came. One message gets one answer.": "Ein Echo."}')
    page.run((folder / "exercise.py").read_text("utf-8"), "ch02_echo/shout/exercise")
    told = page.ask("check", "ch02_echo/shout")
    translation.use("{}")
    assert told["because"] == "Ein Echo."


def test_a_page_is_fetched(page):
    page.run(
        HEAD + "@api.route('/page')\nasync def page(req, resp):\n"
        "    resp.text = req.headers['x-name'] + (await req.text)\n"
    )
    got = page.ask("fetch", "/page", "POST", '{"X-Name": "ann"}', ", hello")
    assert (got["status"], got["body"]) == (200, b"ann, hello")


def test_raw_bytes_have_an_address_of_their_own(page):
    page.run(ECHO)
    far, port = page.connect("tcp:")
    far.send(b"GET /nowhere HTTP/1.0\r\n\r\n")
    page.until(lambda: ("message", "end") in port)
    assert port[0][1].startswith(b"HTTP/1.1 404 ")
    far.send("end")
    page.until(lambda: ends(port))


def test_what_fails_is_answered_with_its_reason(page):
    assert page.ask("fetch", "/", "GET", "{}", "") is None
    assert page.reasons[1] == "No server runs: run the step first."
    page.run(ECHO)
    assert page.ask("check", "ch02_echo/nothing") is None
    assert page.reasons[3].startswith("ModuleNotFoundError(")


def test_what_a_stop_interrupts_is_answered_too(page):
    page.run(ECHO)
    page.worker.start(page.worker.reply(7, asyncio.sleep(60, {})))
    page.worker.step()
    page.run(ECHO)
    assert page.answers[7] is None
    assert page.reasons[7] == "The server was stopped before it answered."


def test_a_client_freezes_and_vanishes(page):
    page.run(program(ACCEPT, "async for text in ws.iter_text(): await ws.send_text(text)"))
    far, port = page.open()
    page.worker.freeze("A", True)
    far.send("hello")
    page.until(lambda: "waiting" in page.wire("kind"))
    assert ("message", "hello") not in port
    page.worker.freeze("A", False)
    page.until(lambda: ("message", "hello") in port)
    page.worker.drop("A")
    page.until(lambda: ends(port))
    assert json.loads(port[-1][1])["code"] == 1006


# What threads would do


def test_what_would_go_to_a_thread_runs_at_once(page):
    page.run(
        HEAD + "import contextvars\nname = contextvars.ContextVar('name', default='nobody')\n"
        "@api.route('/plain')\ndef plain(req, resp):\n    resp.text = name.get()\n"
        "@api.route('/asked')\nasync def asked(req, resp):\n"
        "    resp.text = await asyncio.to_thread(str.upper, 'loud')\n"
        "@api.route('/fails')\nasync def fails(req, resp):\n"
        "    try:\n        await asyncio.to_thread(int, 'x')\n"
        "    except ValueError as error:\n        resp.text = str(error)\n"
    )
    bodies = [page.ask("fetch", f"/{path}", "GET", "{}", "")["body"] for path in
              ("plain", "asked", "fails")]  # fmt: skip
    assert bodies == [b"nobody", b"LOUD", b"invalid literal for int() with base 10: 'x'"]


async def test_a_function_for_a_thread_sees_the_values_of_its_context():
    seen: list[int] = []
    await adapt.run_inline(AsyncIOBackend, seen.append, (1,), abandon_on_cancel=True)
    assert seen == [1]


def test_too_many_brackets_are_an_error_in_python(page):
    with pytest.raises(RecursionError):
        json.loads("[" * 100_000)
    assert json.loads('{"a": [1, null]}') == {"a": [1, None]}


# What is posted, and when


def test_a_print_is_posted_at_once_and_many_are_gathered(page):
    page.run(HEAD + "for n in range(200): print(n)\n")
    assert page.texts("print").split() == [str(n) for n in range(200)]
    assert page.lists[0] == 1  # what comes first may be all there is
    assert len(page.lists) < FEW + 20


def test_a_program_that_prints_without_end_is_cut(page):
    page.run(HEAD + f"for n in range({MANY + 5}): print('x')\n")
    prints = [event["text"] for event in page.events if event["type"] == "print"]
    assert len(prints) == MANY
    assert prints[-1] == "... and more, which is not shown\n"
    page.events.clear()
    page.run(HEAD + "print('again')\n")  # each step counts anew
    assert page.texts("print") == "again\n"


def test_a_print_that_ends_no_line_is_posted_when_the_step_ends(page):
    page.run(HEAD + "print('no end', end='')\n")
    assert page.texts("print") == "no end"


def test_an_event_that_comes_alone_is_posted_a_moment_later(page):
    """Not at once, for more may come, nor when the next one comes, for none may."""
    for text in ("one", "two"):  # the first of a worker, and one after others were posted
        page.worker.posted = time.monotonic() + SOON
        page.worker.note({"type": "wire", "event": {"data": text}})
        assert text not in page.wire("data")
        page.until(lambda text=text: text in page.wire("data"))


def test_the_events_of_a_moment_are_posted_together(page, monkeypatch):
    page.run(
        program(ACCEPT, "for n in range(20): await ws.send_text(str(n))", "await ws.receive()")
    )
    monkeypatch.setattr(worker, "INTERVAL", 0.05)
    page.worker.posted = time.monotonic()
    _, port = page.connect()
    page.until(lambda: ("message", "19") in port)
    page.until(lambda: "19" in page.wire("data"))
    assert len(page.wire("kind")) == 22
    assert max(page.lists) > 5


def test_a_program_that_ends_itself_later_is_stopped_and_said(page):
    source = HEAD + "def leave():\n    raise SystemExit('enough')\n"
    page.run(source + "asyncio.get_running_loop().call_later(0.01, leave)\n")
    page.until(lambda: page.texts("log"))
    page.until(lambda: page.worker.page.server is None)
    [told] = [event for event in page.events if event.get("level") == "CRITICAL"]
    assert told["text"] == "The program has ended."
    assert told["message"].startswith("SystemExit: enough.")
    assert told["line"] == 4


# The loop


def test_the_loop_asks_to_be_stepped_when_there_is_something_to_do(page):
    loop, waits = page.worker.loop, page.waits
    waits.clear()
    page.worker.step()
    assert waits == []  # nothing is due
    loop.call_soon_threadsafe(lambda: None)
    assert waits == [0]
    page.worker.step()
    loop.call_later(60, lambda: None)
    page.worker.step()
    assert 59 < waits[-1] <= 60


def test_a_step_gives_way_to_the_page_before_all_is_done(page):
    def again() -> None:
        count[0] += 1
        page.worker.loop.call_soon(again)

    count = [0]
    page.worker.loop.call_soon(again)
    began = time.monotonic()
    page.worker.step()
    assert time.monotonic() - began < SOON
    assert count[0] > 1
    assert page.waits[-1] == 0  # at once


def test_the_loop_runs_only_while_it_is_stepped(page):
    seen: list[Any] = []
    page.worker.loop.call_soon(lambda: seen.append(asyncio.get_running_loop()))
    hooks = sys.get_asyncgen_hooks()
    page.until(lambda: seen)
    assert seen == [page.worker.loop]
    assert not page.worker.loop.is_running()
    assert sys.get_asyncgen_hooks() == hooks
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()
