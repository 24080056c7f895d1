"""Clients and a server that do anything at any moment, against a model of what must come of it.

Hypothesis chooses the actions. Each is written as lines of a conversation, and these very lines are
run; so what fails is printed as a conversation that fails, for a test to keep.
"""

import ast
import asyncio
import contextlib
import os
import random
import sys
import types
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from websockets.exceptions import ConnectionClosed

from live import conversation, in_process
from live.wire import Record
from tests.processes import ROOT, serve_command
from tests.raw_frames import BINARY, CONTINUATION, PING, TEXT, frame
from tests.runtimes import RUNTIMES

ROOM = ROOT / "tests" / "obedient_room.py"
SOURCE = ROOM.read_text(encoding="utf-8")

MESSAGES = st.sampled_from(
    ['"hello"', '""', '"grüß dich 👋"', r'"\x00"', '"x" * 3000', 'b"\\x00\\xff"', 'b""']
)
REFUSALS = {"refuse": 403, "deny": 401, "raise": 403, "return": 500}
ENDINGS = {"return": 1006, "raise": 1011, "forbid": 1008, "time": 1001}
CODES = st.sampled_from([1000, 1001, 1011, 3000, 4999])
REASONS = st.sampled_from(["", "bye", "häß"])
FAULTS = {
    "a reserved bit": (frame(TEXT, b"x", reserved=2), 1002),
    "no mask": (frame(TEXT, b"x", masked=False), 1002),
    "an unknown opcode": (frame(3), 1002),
    "the continuation of nothing": (frame(CONTINUATION, b"x"), 1002),
    "a ping in fragments": (frame(PING, fin=False), 1002),
    "bytes that are not UTF-8": (frame(TEXT, b"caf\xe9"), 1007),
    "more than the limit": (frame(BINARY, length=4097), 1009),
}
SEATS = 4
"""Clients at a time, in whatever state."""
SHORT = {"in process": 40, "on a real socket": 15, "in the page": 8}
"""Conversations that `make test` holds on each runtime. In the first each wrong server is found."""
WHICH = st.integers(0, SEATS - 1)


class Talk:
    """A conversation that is written while it is held."""

    def __init__(self, connect: Callable[..., Any]) -> None:
        self.names: dict[str, Any] = {"asyncio": asyncio, "connect": connect}
        self.lines: list[str] = []

    async def say(self, *lines: str) -> None:
        """Write each line and run it."""
        for line in lines:
            self.lines.append(line)
            code = compile(line, "<talk>", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
            if running := eval(code, self.names):
                async with asyncio.timeout(2 * conversation.PATIENCE):
                    await running

    def __str__(self) -> str:
        body = "\n".join(f"    {line}" for line in self.lines)
        return f"import asyncio\n\n\nasync def talk(connect):\n{body}\n"


def note_end(future: asyncio.Future[Any]) -> None:
    """Whatever comes of it, the conversation may go on without asking."""
    if not future.cancelled():
        future.exception()


def noted_task(loop: asyncio.AbstractEventLoop, coroutine: Any, **more: Any) -> Any:
    """A task whose end is noted."""
    task = asyncio.tasks.Task(coroutine, loop=loop, **more)  # the one that coverage may have set
    task.add_done_callback(note_end)
    return task


@contextlib.contextmanager
def ends_noted() -> Iterator[None]:
    """Note the end of each task that begins meanwhile: a talk that fails does not ask for it."""
    loop = asyncio.get_running_loop()
    loop.set_task_factory(noted_task)
    try:
        yield
    finally:
        loop.set_task_factory(None)


class World:
    """A server of one runtime, for many conversations of which each has a room of its own."""

    def __init__(self, server: Any) -> None:
        self.server = server
        self.loop = asyncio.get_running_loop()
        self.rooms = 0
        self.actions = 0
        self.failed: Talk | None = None

    def connect_to_a_room(self) -> tuple[Callable[..., Any], Record]:
        self.rooms += 1
        room, record = self.rooms, Record()
        connect = conversation.recorded(self.server.connect, record)
        return lambda path: connect(f"{path}&room={room}"), record

    async def explore(
        self, examples: int, seed: int, *phases: hypothesis.Phase, steps: int = 40
    ) -> None:
        """Hold so many conversations; what fails is noted in the error, and is in ``failed``."""
        settings = hypothesis.settings(
            max_examples=examples,
            stateful_step_count=steps,
            phases=[hypothesis.Phase.generate, *phases],
            database=None,
            deadline=None,
            report_multiple_bugs=False,
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        machine = hypothesis.seed(seed)(type("Room", (Room,), {"world": self}))
        # In a thread, since its rules wait; their lines run here, in the loop.
        with ends_noted():
            await asyncio.to_thread(run_state_machine_as_test, machine, settings=settings)

    def run(self, coroutine: Any) -> Any:
        """Wait in the thread for something to be done in the loop."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result()


class Room(RuleBasedStateMachine):
    """The model: who asks and who is in, and what each must hear of everything that is done."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        connect, self.record = self.world.connect_to_a_room()
        self.talk = Talk(connect)
        self.came = 0
        self.asking: list[str] = []
        self.members: list[str] = []

    # How an action is written and run

    def lines(self, *lines: str) -> None:
        self.world.actions += 1
        try:
            self.world.run(self.talk.say(*lines))
        except BaseException as error:
            self.members.clear()  # what a broken conversation would say next proves nothing
            self.world.failed = self.talk
            error.add_note(
                f"This conversation fails in its last line:\n\n{self.talk}\n"
                f"What crossed the wire:\n{self.record.as_text()}"
            )
            raise

    def one(self, names: list[str], which: int) -> str:
        return names[which % len(names)]

    def all_hear(self, expected: str, *without: str) -> list[str]:
        names = [name for name in self.members if name not in without]
        return [f"assert await ws_{name}.recv() == {expected}" for name in names]

    def said(self, name: str, message: str) -> list[str]:
        """What the server and the members hear of a message, which is a literal of Python."""
        value = eval(message)
        kind = "text" if isinstance(value, str) else "bytes"
        return [
            f'assert await server_{name}.recv() == "{kind} {len(value)}"',
            *self.all_hear(heard(name, message)),
        ]

    # Coming

    @initialize(count=st.integers(0, SEATS - 1))
    def begin(self, count: int) -> None:
        for _ in range(count):
            self.come()
            self.let_in(self.asking[0])

    def come(self) -> None:
        name = "abcdefghijklmnopqrstuvwxyz"[self.came]
        self.came += 1
        self.asking.append(name)
        self.lines(
            f'server_{name} = await connect("/server?of={name}")',
            f'opening_{name} = asyncio.ensure_future(connect("/room?name={name}"))',
            f'assert await server_{name}.recv() == "asked"',
        )

    def let_in(self, name: str) -> None:
        self.asking.remove(name)
        self.members.append(name)
        self.lines(f'await server_{name}.send("accept")', f"ws_{name} = await opening_{name}")

    @precondition(lambda self: len(self.asking) + len(self.members) < SEATS)
    @rule()
    def ask(self) -> None:
        self.come()

    @precondition(lambda self: self.asking)
    @rule(which=WHICH)
    def accept(self, which: int) -> None:
        self.let_in(self.one(self.asking, which))

    @precondition(lambda self: self.asking)
    @rule(which=WHICH, how=st.sampled_from(list(REFUSALS)))
    def refuse(self, which: int, how: str) -> None:
        name = self.one(self.asking, which)
        self.asking.remove(name)
        self.lines(
            f'await server_{name}.send("{how}")',
            f"[refusal] = await asyncio.gather(opening_{name}, return_exceptions=True)",
            f"assert refusal.response.status_code == {REFUSALS[how]}",
        )

    @precondition(lambda self: self.asking)
    @rule(which=WHICH)
    def give_up(self, which: int) -> None:
        name = self.one(self.asking, which)
        self.asking.remove(name)
        self.lines(f"opening_{name}.cancel()", f'assert await server_{name}.recv() == "left 1006"')

    @precondition(lambda self: self.asking and self.members)
    @rule(which=WHICH, speaker=WHICH)
    def join_while_another_speaks(self, which: int, speaker: int) -> None:
        name, other = self.one(self.asking, which), self.one(self.members, speaker)
        self.lines(
            f'await server_{name}.send("accept")',
            f'await ws_{other}.send("hello")',
            f"ws_{name} = await opening_{name}",
            *self.said(other, '"hello"'),
            f'await server_{name}.send("send now")',
            f"heard = [await ws_{name}.recv()]",
            f'heard += [] if heard == ["now"] else [await ws_{name}.recv()]',
            f'assert heard in (["now"], ["{other}: hello", "now"])',
        )
        self.asking.remove(name)
        self.members.append(name)

    # Speaking

    @precondition(lambda self: self.members)
    @rule(which=WHICH, message=MESSAGES)
    def speak(self, which: int, message: str) -> None:
        name = self.one(self.members, which)
        self.lines(f"await ws_{name}.send({message})", *self.said(name, message))

    @precondition(lambda self: len(self.members) > 1)
    @rule(which=WHICH)
    def speak_at_once(self, which: int) -> None:
        one, two = self.one(self.members, which), self.one(self.members, which + 1)
        both = sorted([f"{one}: hello", f"{two}: hello"])
        self.lines(
            f'await asyncio.gather(ws_{one}.send("hello"), ws_{two}.send("hello"))',
            f'assert await server_{one}.recv() == await server_{two}.recv() == "text 5"',
            *(
                f"assert sorted([await ws_{name}.recv(), await ws_{name}.recv()]) == {both}"
                for name in self.members
            ),
        )

    @precondition(lambda self: self.members)
    @rule(which=WHICH)
    def the_server_speaks(self, which: int) -> None:
        name = self.one(self.members, which)
        self.lines(
            f'await server_{name}.send("send welcome")',
            f'assert await ws_{name}.recv() == "welcome"',
        )

    @precondition(lambda self: self.members)
    @rule(which=WHICH)
    def ping(self, which: int) -> None:
        name = self.one(self.members, which)
        self.lines(f"await (await ws_{name}.ping())")

    # Leaving

    @precondition(lambda self: self.members)
    @rule(
        which=WHICH, how=st.sampled_from(["client", "server", "both"]), code=CODES, reason=REASONS
    )
    def close(self, which: int, how: str, code: int, reason: str) -> None:
        name = self.one(self.members, which)
        self.members.remove(name)
        does = {
            "client": [f'await ws_{name}.close({code}, "{reason}")'],
            "server": [
                f'await server_{name}.send("close {code} {reason}")',
                f"await ws_{name}.wait_closed()",
            ],
            "both": [
                f'await server_{name}.send("close {code} {reason}")',
                f'await ws_{name}.close(4001, "mine")',
            ],
        }
        ends = (
            f'({code}, "{reason}")' if how != "both" else f'(({code}, "{reason}"), (4001, "mine"))'
        )
        self.lines(
            *does[how],
            f"end = ws_{name}.close_code, ws_{name}.close_reason",
            f"assert end {'in' if how == 'both' else '=='} {ends}",
            f'assert await server_{name}.recv() == f"left {{end[0]}} {{end[1]}}".rstrip()',
        )

    @precondition(lambda self: self.members)
    @rule(which=WHICH, how=st.sampled_from([*ENDINGS, *FAULTS, "a reset"]))
    def break_off(self, which: int, how: str) -> None:
        name = self.one(self.members, which)
        self.members.remove(name)
        if how in ENDINGS:
            self.lines(
                f'await server_{name}.send("{how}")',
                f"await ws_{name}.wait_closed()",
                f"assert ws_{name}.close_code == {ENDINGS[how]}",
            )
        elif how in FAULTS:
            sent, code = FAULTS[how]
            self.lines(
                f'ws_{name}.transport.write(bytes.fromhex("{sent.hex(" ")}"))  # {how}',
                f"await ws_{name}.wait_closed()",
                f"assert ws_{name}.close_code == {code}",
                f'assert (await server_{name}.recv()).startswith("left {code}")',
            )
        else:
            self.lines(
                f"ws_{name}.transport.abort()", f'assert await server_{name}.recv() == "left 1005"'
            )

    @precondition(lambda self: self.members)
    @rule(which=WHICH, message=MESSAGES)
    def speak_and_leave_at_once(self, which: int, message: str) -> None:
        name = self.one(self.members, which)
        self.members.remove(name)
        self.lines(
            f"await ws_{name}.send({message})",
            f"await ws_{name}.close()",
            *self.said(name, message),
            f'assert await server_{name}.recv() == "left 1000"',
        )

    @precondition(lambda self: len(self.members) > 1)
    @rule(which=WHICH, speaker=WHICH)
    def vanish_while_another_speaks(self, which: int, speaker: int) -> None:
        name = self.one(self.members, which)
        self.members.remove(name)
        other = self.one(self.members, speaker)
        self.lines(
            f'await ws_{other}.send("hello")',
            f"ws_{name}.transport.abort()",
            *self.said(other, '"hello"'),
            f'assert await server_{name}.recv() == "left 1005"',
        )

    def teardown(self) -> None:
        """Who is in has heard all and nothing else; then all leave, outside of the conversation."""
        try:
            for name in list(self.members):
                self.lines(
                    f'await server_{name}.send("send end")',
                    f'assert await ws_{name}.recv() == "end"',
                )
        finally:
            self.world.run(leave_nothing(self.talk))


def heard(name: str, message: str) -> str:
    """A message as the room hears it, as a literal of Python."""
    prefix = "b" if message.startswith("b") else ""
    return f'{prefix}"{name}: " + {message}'


async def leave_nothing(talk: Talk) -> None:
    """Drop all connections of a conversation."""
    for value in talk.names.values():
        if hasattr(value, "transport"):
            value.transport.abort()
    await give_up(value for value in talk.names.values() if asyncio.isfuture(value))


async def give_up(tasks: Iterable[Any]) -> None:
    """Cancel what is not done; whatever came of it, nobody asks any more."""
    given_up = list(tasks)
    for task in given_up:
        task.cancel()
    await asyncio.gather(*given_up, return_exceptions=True)


# The runtimes


Serve = Callable[[str], AbstractAsyncContextManager[World]]


@contextlib.asynccontextmanager
async def serve_in_process(source: str) -> AsyncIterator[World]:
    module = types.ModuleType("obedient_room")
    exec(compile(source, ROOM.name, "exec"), module.__dict__)
    async with in_process.serve(module.api, **module.SETTINGS) as server:
        yield World(server)


@pytest.fixture(params=RUNTIMES)
def serve(request: pytest.FixtureRequest, tmp_path: Path) -> Serve:
    """Serve a room from its source, on each runtime."""

    @contextlib.asynccontextmanager
    async def on_a_socket(source: str) -> AsyncIterator[World]:
        (tmp_path / ROOM.name).write_text(source, encoding="utf-8")
        async with serve_command(sys.executable, str(tmp_path / ROOM.name)) as server:
            yield World(server)

    @contextlib.asynccontextmanager
    async def in_page(source: str) -> AsyncIterator[World]:
        async with machine.serve("ch02_echo/obedient_room", source) as server:
            yield World(server)

    if request.param == "in_page":
        machine = request.getfixturevalue("machine")
        return in_page
    return on_a_socket if request.param == "real_socket" else serve_in_process


@pytest.mark.proof("in_page")
@pytest.mark.timeout(600)  # for the full form
async def test_whatever_they_do_each_sees_what_the_model_says(
    serve: Serve, full: bool, record_property: Callable[[str, object], None]
):
    seed = int(os.environ.get("SEED", random.randrange(2**32)))
    print(f"again with the same conversations: SEED={seed}")
    async with serve(SOURCE) as world:
        short = SHORT[world.server.runtime]
        await world.explore(300 if full else short, seed, hypothesis.Phase.shrink)
        assert world.rooms >= short
        assert world.actions > 5 * world.rooms
        record_property("random conversations", world.rooms)
        record_property("random actions in these", world.actions)


# It can fail: each of these servers is wrong in one way, and is found


WRONG = {
    "it closes with 1000, whatever it was told": ("close(int(code), reason)", "close(1000)"),
    "it tells a text twice": (
        'await tell_all(members, f"{name}: {text}")',
        'await tell_all(members, f"{name}: {text}")\n' + 12 * " " + "await tell_all(members, text)",
    ),
    "it takes a goodbye for a loss": ("left {event['code']}", "left 1005"),
    "it lets those in whom it refuses": ("await seat.client.close()", "await seat.client.accept()"),
    "it tells the first two only": ("in list(members):", "in list(members)[:2]:"),
    "it takes an empty text for bytes": ("if text is not None:", "if text:"),
    "it tells nobody else once somebody is gone": (
        "    for member in list(members):\n        with suppress(*GONE):\n",
        "    with suppress(*GONE):\n        for member in list(members):\n",
    ),
    "it keeps those who left, and sends to them": (
        "    members.pop(ws, None)\n",
        "    pass\n",
        "        with suppress(*GONE):\n            await (member",
        "        if True:\n            await (member",
    ),
}


def made_wrong(name: str) -> str:
    source = SOURCE
    for right, wrong in zip(WRONG[name][::2], WRONG[name][1::2], strict=True):
        assert right in source, f"{ROOM.name} has changed: it no longer holds {right!r}"
        source = source.replace(right, wrong)
    return source


async def find(source: str, *phases: hypothesis.Phase, steps: int = 40) -> tuple[Exception, Talk]:
    """Explore a wrong server until it is found; the error and the conversation that it failed."""
    async with serve_in_process(source) as world:
        try:
            await world.explore(SHORT[world.server.runtime], 3, *phases, steps=steps)
        except Exception as error:
            assert world.failed, "no line of a conversation failed"
            return error, world.failed
    pytest.fail(f"it was not found in {world.rooms} conversations")


async def hold(talk: Talk, source: str) -> None:
    """Paste a conversation into a test, and hold it with a server."""
    names: dict[str, Any] = {}
    exec(str(talk), names)
    async with serve_in_process(source) as world:
        connect, _ = world.connect_to_a_room()
        before = asyncio.all_tasks()
        try:
            with ends_noted():
                async with asyncio.timeout(10):
                    await names["talk"](connect)
        finally:
            await give_up(asyncio.all_tasks() - before)


async def fails(talk: Talk, source: str) -> bool:
    """Whether a conversation fails with a server: each time, or, if it is a race, once in ten."""
    for _ in range(10):
        try:
            await hold(talk, source)
        except (AssertionError, ConnectionClosed):
            return True
    return False


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client waits a moment only: what a wrong server does not say, it never says."""
    monkeypatch.setattr(conversation, "PATIENCE", 1.5)


@pytest.mark.proof
@pytest.mark.usefixtures("hasty")
@pytest.mark.timeout(600)  # for the full form
async def test_a_wrong_server_is_found_and_the_talk_that_found_it_proves_it(full: bool):
    for wrong in WRONG if full else list(WRONG)[:3]:
        for _ in range(3):  # what a busy machine delays looks like a fault, but not each time
            _, talk = await find(made_wrong(wrong))
            await hold(talk, SOURCE)
            if await fails(talk, made_wrong(wrong)):
                break
        else:
            pytest.fail(f"{wrong}: it holds ten times\n{talk}")


async def test_the_talk_is_as_short_as_can_be():
    """Hypothesis tries to leave out what it can, and to choose what comes first."""
    error, talk = await find(
        made_wrong("it closes with 1000, whatever it was told"), hypothesis.Phase.shrink, steps=6
    )
    assert str(talk) == SHORTEST
    assert SHORTEST in "".join(error.__notes__)


SHORTEST = """\
import asyncio


async def talk(connect):
    server_a = await connect("/server?of=a")
    opening_a = asyncio.ensure_future(connect("/room?name=a"))
    assert await server_a.recv() == "asked"
    await server_a.send("accept")
    ws_a = await opening_a
    await server_a.send("close 1000 bye")
    await ws_a.wait_closed()
    end = ws_a.close_code, ws_a.close_reason
    assert end == (1000, "bye")
"""
