"""Heartbeats, reconnecting, resuming: no ghost is taken for a member, and nothing is lost."""

import asyncio
import contextlib
import importlib
import json
import random
import signal
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from functools import partial
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
import responder
import uvicorn
from playwright.async_api import Page, expect
from starlette.responses import Response
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from live import conversation, exercises, in_process
from live.pages import runtime
from live.pages.panel import node_program
from live.wire import Record
from tests import chapters, hurry
from tests.log_promises import PROMISES
from tests.processes import TRACEBACK, run, serve_step
from tutorial_code.ch11_reconnect import backoff, wrong_backoff
from tutorial_code.ch11_reconnect.client import SEEN, STEADY, Client
from tutorial_code.ch11_reconnect.crowd import crowd
from tutorial_code.ch11_reconnect.log import Log
from tutorial_code.ch11_reconnect.resuming import Member, Room

HERE = "ch11_reconnect"
CODE = chapters.TUTORIAL / HERE
NAIVE = "ch03_chat/step1_room"
QUICK: dict[str, Any] = {"first": 0.01, "longest": 0.05}  # seconds: a test need not be patient


def test_the_chapter_holds_its_examples():
    assert chapters.count(HERE, "snippet") == 29
    assert chapters.count(HERE, "testcode") == 11


# What the tests are made of


@contextlib.asynccontextmanager
async def in_memory(step: str, **settings: Any) -> AsyncIterator[Any]:
    """Serve a step in process, with patient clients; ``server.module`` is the step."""
    module = conversation.load(f"{HERE}/{step}" if "/" not in step else step)
    async with served(module.api, **(conversation.settings(module) | settings)) as server:
        server.module = module
        yield server


@contextlib.asynccontextmanager
async def served(api: Any, **settings: Any) -> AsyncIterator[Any]:
    """Serve an api in process; ``server.connect`` gives patient clients."""
    server: Any
    async with in_process.serve(api, **settings) as server:
        server.plainly = server.connect
        server.connect = conversation.recorded(server.connect, Record())
        yield server


def serve_room(log: Any) -> Any:
    """Serve the room of the chapter over a log."""
    room = Room(log)
    api = responder.API(sessions=False, lifespan=room.alive)

    @api.route("/chat", websocket=True)
    async def chat(ws):
        await room.serve(Member(ws, ws.query_params.get("name", "guest")))

    return served(api)


def client(server: Any, name: str, **options: Any) -> Client:
    """A client of the chapter that does not wait for long."""
    return Client(f"/chat?name={name}", connect=server.plainly, **(QUICK | options))


async def hears(ws: Any, **expected: Any) -> dict[str, Any]:
    """The next message, which has at least this."""
    message: dict[str, Any] = json.loads(await ws.recv())
    assert expected.items() <= message.items(), message
    return message


class Line:
    """A TCP port that leads to a server in process, and can be cut, or fall silent."""

    address: str

    def __init__(self, server: Any) -> None:
        self.server = server
        self.speaking = asyncio.Event()
        self.speaking.set()
        self.ends: list[asyncio.StreamWriter] = []

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await self.server.open_connection()
        self.ends += [writer, far_writer]
        await asyncio.gather(self.pump(reader, far_writer), self.pump(far_reader, writer))

    async def pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                await self.speaking.wait()
                writer.write(data)
            writer.close()

    def cut(self) -> None:
        """End all connections without a goodbye."""
        for end in self.ends:
            end.transport.abort()
        self.ends.clear()


@contextlib.asynccontextmanager
async def line_to(server: Any) -> AsyncIterator[Line]:
    line = Line(server)
    listener = await asyncio.start_server(line.carry, "127.0.0.1", 0)
    line.address = "127.0.0.1:{}".format(*listener.sockets[0].getsockname()[1:])
    yield line
    line.speaking.set()
    line.cut()
    listener.close()
    await asyncio.sleep(0)


# The log


@pytest.mark.parametrize("promise", PROMISES, ids=lambda each: each.__name__)
async def test_the_log_keeps_its_promise(promise):
    await promise(Log)


async def test_two_lives_of_a_log_have_no_id_in_common():
    old, new = Log(born=1000), Log(born=2000)
    for log in old, new:
        await log.add({"text": "one"})
    assert await old.newest() == "1000-1"
    assert await new.after("1000-1") == ([("2000-1", {"text": "one"})], True)
    assert await new.after("1000-0") == ([("2000-1", {"text": "one"})], True)


def test_a_log_is_born_when_it_is_made():
    before, after = Log(), Log()
    assert 1_700_000_000_000 < before.born <= after.born < before.born + 60_000


async def test_a_log_holds_no_more_than_it_keeps():
    log = Log(keep=10)
    for number in range(100):
        await log.add({"number": number}, key=f"key {number}")
    assert len(log.entries) == len(log.keys) == 10


async def test_a_log_may_be_as_full_as_its_bound():
    log = Log(bound=16)
    for key in "ab":
        await log.add("sevenüü"[:6], key=key)
    assert (log.bytes, len(log.entries)) == (16, 2)


@pytest.mark.parametrize("number", ["00", "01", "10", "2", "-1", "²", "٣", "9" * 5000, ""])
async def test_what_is_no_number_of_an_entry_is_no_id(number):
    log = Log(born=1)
    one = await log.add({"text": "one"})
    assert await log.after(f"1-{number}") == ([(one, {"text": "one"})], True)
    assert await log.after("1-0") == await log.after(None) == ([(one, {"text": "one"})], False)
    assert await log.after(one) == ([], False)


async def test_a_log_holds_no_more_bytes_than_its_bound_or_one_entry():
    log = Log(bound=1000)
    start = await log.newest()
    for number in range(50):
        await log.add({"text": f"{number:02} {'ü' * 20}"}, key=f"key {number}")
        assert log.bytes <= 1000
    found, gap = await log.after(start)
    assert gap
    assert len(found) == len(log.keys) > 5
    last = await log.add({"text": "#" * 5000})
    assert [id for id, _ in (await log.after(start))[0]] == [last]
    await log.add({"text": "and on"})
    assert [entry["text"] for _, entry in (await log.after(start))[0]] == ["and on"]
    assert log.bytes == len('{"text": "and on"}')


# Waiting


@pytest.mark.parametrize("failures", [0, 1, 2, 5, 6, 100, 10_000])
def test_a_pause_is_any_time_up_to_a_bound_that_doubles_and_is_capped(failures):
    bound = min(30.0, 0.5 * 2.0 ** min(failures, 10))
    pauses = [backoff.pause(failures) for _ in range(2000)]
    assert all(0 <= pause <= bound for pause in pauses)
    assert min(pauses) < 0.1 * bound
    assert max(pauses) > 0.9 * bound


def comes_back_spread_out(pause):
    """A thousand are back within a minute, and never do half of them come at once."""
    most, _, last = crowd(pause)
    assert most < 500, f"{most} come in a tenth of a second"
    assert last < 60, f"the last is back after {last:.0f} s"


def test_with_chance_a_crowd_comes_back_spread_out():
    comes_back_spread_out(backoff.pause)


def test_without_chance_a_crowd_comes_back_as_a_crowd():
    with pytest.raises(AssertionError, match="1000 come in a tenth of a second"):
        comes_back_spread_out(wrong_backoff.pause)


# Heartbeats


async def ghost_is_found(settings: dict[str, Any]) -> float:
    """How many seconds the room of step 2 takes to see that somebody does not answer."""
    loop = asyncio.get_running_loop()
    module = conversation.load(f"{HERE}/step2_ghost")
    async with (
        in_process.serve(module.api, **(conversation.settings(module) | settings)) as server,
        server.connect("/chat?name=ben", ping_interval=None) as ben,
    ):
        await ben.recv()
        ann = await server.connect("/chat?name=ann", ping_interval=None)
        assert await ben.recv() == "ann is here"
        ann.transport.pause_reading()
        frozen = loop.time()
        async with asyncio.timeout(3600):
            assert await ben.recv() == "ann left"
        ann.transport.abort()
        return loop.time() - frozen


@pytest.mark.parametrize(("settings", "longest"), [({}, 4), (
    {"ws_ping_interval": 20, "ws_ping_timeout": 20}, 40)])  # fmt: skip
def test_a_server_that_asks_finds_a_ghost_in_time(settings, longest):
    assert longest / 2 <= hurry.run(ghost_is_found(settings)) <= longest + 0.1


def test_a_server_that_does_not_ask_keeps_a_ghost_for_ever():
    with pytest.raises(TimeoutError):
        hurry.run(ghost_is_found({"ws_ping_interval": None}))


def test_the_settings_of_the_first_step_are_those_of_uvicorn():
    config = uvicorn.Config("", log_config=None)
    assert conversation.settings(conversation.load(f"{HERE}/step1_heartbeat")) == {
        "ws_ping_interval": config.ws_ping_interval, "ws_ping_timeout": config.ws_ping_timeout,
    }  # fmt: skip


async def silence_is_noticed(**options: Any) -> float:
    """How many seconds a client takes to see that its server does not answer."""
    loop = asyncio.get_running_loop()
    silent_server = in_memory("step4_once", ws_ping_interval=None)
    async with silent_server as server, client(server, "ann", **options) as ann:
        assert (await anext(ann))["type"] == "hello"
        ann.ws.transport.peer.pause_reading()  # the server's end of the line
        silent = loop.time()
        async with asyncio.timeout(3600):
            assert (await anext(ann))["type"] == "lost"
        return loop.time() - silent


@pytest.mark.parametrize("heartbeat", [2, 20])
def test_a_client_that_asks_notices_that_its_server_is_silent(heartbeat):
    noticed = hurry.run(silence_is_noticed(heartbeat=heartbeat))
    assert heartbeat <= noticed <= 2 * heartbeat + 2  # and a second for a goodbye


def test_a_client_that_does_not_ask_waits_for_ever():
    with pytest.raises(TimeoutError):
        hurry.run(silence_is_noticed(heartbeat=None))


@pytest.mark.real
async def test_a_client_of_a_stopped_server_notices_and_goes_on_when_that_does():
    async with serve_step(f"{HERE}/step4_once") as server:
        address = f"ws://127.0.0.1:{server.port}/chat?name=ann"
        async with Client(address, heartbeat=0.3, open_timeout=0.5, **QUICK) as ann:
            await ann.say("one")
            server.process.send_signal(signal.SIGSTOP)
            two = asyncio.create_task(ann.say("two"))
            async for message in ann:
                if message["type"] == "lost":
                    break
            assert not two.done()
            server.process.send_signal(signal.SIGCONT)
            await two
            await ann.say("three")
            async with connect(f"{address}&last={'0-0'}") as ben:
                heard = [json.loads(await ben.recv()) for _ in range(5)]
    assert [message.get("text") for message in heard[2:]] == ["one", "two", "three"]
    assert TRACEBACK not in server.log


async def test_a_handler_that_hangs_answers_a_ping_frame_and_no_ping_of_a_page():
    """Which is why a heartbeat in messages tells more."""
    api, release = responder.API(sessions=False), asyncio.Event()

    @api.route("/chat", websocket=True)
    async def chat(ws):
        await ws.accept()
        await release.wait()
        await ws.send_text(await ws.receive_text())

    async with served(api) as server, server.connect("/chat") as ann:
        await (await ann.ping())
        await ann.send('{"type": "ping"}')
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await ann.recv()
        release.set()
        assert await ann.recv() == '{"type": "ping"}'


# Resuming


async def hears_what_was_said_meanwhile(server):
    """Ben loses his connection, Ann speaks, and Ben, who says what he heard last, hears all."""
    async with server.connect("/chat?name=ann") as ann:
        async with server.connect("/chat?name=ben") as ben:
            await ann.send("one")
            while "one" not in (message := await ben.recv()):
                pass
            last = json.loads(message).get("id") if message.startswith("{") else "1"
            ben.transport.abort()
            await ben.wait_closed()
        await ann.send("two")
        while "two" not in await ann.recv():
            pass
        async with server.connect(f"/chat?name=ben&last={last}") as ben:
            await ben.send("three")
            while "two" not in (message := await ben.recv()):
                assert "three" not in message, "what was said meanwhile is lost"


@pytest.mark.parametrize("step", ["step3_resume", "step4_once", "step5_gap"])
async def test_whoever_comes_back_hears_what_was_said_meanwhile(step):
    async with in_memory(step) as server:
        await hears_what_was_said_meanwhile(server)


@pytest.mark.parametrize("step", [NAIVE, "wrong_loses"])
async def test_in_a_room_without_a_log_it_is_lost(step):
    async with in_memory(step) as server:
        with pytest.raises(AssertionError, match="what was said meanwhile is lost"):
            await hears_what_was_said_meanwhile(server)


async def is_heard_once(server, times=3):
    """Ann says one message several times, on several connections, as it was not confirmed."""
    message = json.dumps({"type": "say", "key": "k", "text": "two pizzas"})
    async with server.connect("/chat?name=ben") as ben:
        await hears(ben, type="hello")
        acks = []
        for _ in range(times):
            async with server.connect("/chat?name=ann") as ann:
                await hears(ann, type="hello")
                await ann.send(message)
                acks.append(await hears(ann, type="ack", key="k"))
        await ben.send("that is all")
        texts = []
        while (text := (await hears(ben, type="said"))["text"]) != "that is all":
            texts.append(text)
        assert texts == ["two pizzas"], f"heard {len(texts)} times"
        assert acks == [acks[0]] * times


@pytest.mark.parametrize("step", ["step4_once", "step5_gap"])
async def test_what_is_sent_again_is_heard_once_and_confirmed_each_time(step):
    async with in_memory(step) as server:
        await is_heard_once(server)


async def test_without_a_look_at_its_key_it_is_heard_as_often_as_it_is_sent():
    async with in_memory("wrong_doubles") as server:
        with pytest.raises(AssertionError, match="heard 3 times"):
            await is_heard_once(server)


async def test_two_members_may_use_the_same_key():
    async with in_memory("step4_once") as server:
        ids = []
        for name in "ann", 'ann", "', "ben":
            async with server.connect(f"/chat?name={quote(name)}") as ws:
                await hears(ws, type="hello", name=name)
                await ws.send(json.dumps({"type": "say", "key": "k", "text": name}))
                ids.append((await hears(ws, type="ack"))["id"])
        assert len(set(ids)) == 3


@pytest.mark.parametrize("odd", ["", "\ud800", "\0", "k" * 60_000, "ключ"])
async def test_a_key_and_a_text_may_be_any_text(odd):
    async with in_memory("step4_once") as server, server.connect("/chat?name=ann") as ann:
        await hears(ann, type="hello")
        message = json.dumps({"type": "say", "key": odd, "text": odd})
        await ann.send(message)
        await hears(ann, type="ack", key=odd, id="1-1")
        await hears(ann, type="said", text=odd)
        await ann.send(message)
        await hears(ann, type="ack", key=odd, id="1-1")


async def is_told_of_the_gap(server, last):
    """Ben comes back with an id after which something is missing, and is told before all else."""
    async with server.connect("/chat?name=ann") as ann:
        await hears(ann, type="hello")
        for word in ("one", "two", "three", "four"):
            await ann.send(word)
            await hears(ann, text=word)
    async with server.connect(f"/chat?name=ben&last={last}") as ben:
        await hears(ben, type="hello", last=last)
        message = json.loads(await ben.recv())
        assert message == {"type": "gap", "after": last}, (
            "nobody told him that something is missing"
        )
        await hears(ben, text="three")
        await hears(ben, text="four")


@pytest.mark.parametrize("last", ["1-0", "1-1", "0-3", "1-5", "7", "yesterday", "1-²"])
async def test_whoever_missed_what_is_forgotten_is_told_so(last):
    async with in_memory("step5_gap") as server:
        await is_told_of_the_gap(server, last)


@pytest.mark.parametrize("last", ["1-1", "0-3"])
async def test_a_room_that_gives_what_it_has_hides_the_gap(last):
    async with in_memory("wrong_silent") as server:
        with pytest.raises(AssertionError, match="nobody told him that something is missing"):
            await is_told_of_the_gap(server, last)


async def test_the_room_behind_the_page_lets_in_who_is_named():
    async with in_memory("step6_page") as server, server.connect("/chat?name=ann") as ann:
        await hears(ann, type="hello", name="ann")


async def test_whoever_missed_nothing_that_is_forgotten_is_not_told_of_a_gap():
    async with in_memory("step5_gap") as server, server.connect("/chat?name=ann") as ann:
        await hears(ann, type="hello")
        for word in ("one", "two", "three", "four"):
            await ann.send(word)
            await hears(ann, text=word)
        async with server.connect("/chat?name=ben&last=1-2") as ben:
            await hears(ben, type="hello")
            await hears(ben, text="three")


async def test_in_a_new_life_with_nothing_said_the_gap_is_told_and_the_room_goes_on():
    async with in_memory("step4_once") as server, server.connect("/chat?last=0-9") as ben:
        await hears(ben, type="hello", last="0-9")
        await hears(ben, type="gap", after="0-9")
        await ben.send("hello?")
        await hears(ben, type="said", text="hello?")


async def test_what_was_missed_may_be_more_than_an_outbox_holds():
    page = "#" * 60_000
    async with in_memory("step4_once") as server:
        for number in range(50):  # 3 MB
            await server.module.room.log.add({"from": "ann", "text": f"{number} {page}"})
        async with server.connect("/chat?name=ben&last=1-0", compression=None) as ben:
            await hears(ben, type="hello")
            for number in range(50):
                await hears(ben, type="said", text=f"{number} {page}")
            await ben.send("thank you")
            await hears(ben, text="thank you")


async def test_whoever_comes_back_and_does_not_read_harms_nobody():
    async with in_memory("step4_once") as server:
        for _ in range(50):
            await server.module.room.log.add({"from": "ann", "text": "#" * 60_000})
        async with server.connect("/chat?name=ann") as ann:
            await hears(ann, type="hello")
            ben = await server.connect("/chat?name=ben&last=1-0", compression=None)
            ben.transport.pause_reading()
            for number in range(100):
                await ann.send(f"{number}")
                await hears(ann, text=f"{number}")
            ben.transport.abort()
        assert len(server.module.room.members) == 0
    assert TRACEBACK not in server.log


@pytest.mark.parametrize(
    "message",
    [{"type": "say"}, {"type": "say", "key": 7, "text": "x"}, {"type": "say", "key": "k"},
     {"type": "sing"}, {"type": None}, {"type": "said", "id": "1-1"}],
)  # fmt: skip
async def test_what_has_a_type_and_makes_no_sense_gets_an_error_and_the_socket_stays_open(message):
    async with in_memory("step4_once") as server, server.connect("/chat?name=ann") as ann:
        await hears(ann, type="hello")
        await ann.send(json.dumps(message))
        assert "say" in (await hears(ann, type="error"))["reason"]
        await ann.send('{"type": "ping"}')
        assert await hears(ann) == {"type": "pong"}


@pytest.mark.parametrize("text", ["hi", "", "{", "[1]", "7", '{"kind": "say"}', "grüß dich"])
async def test_any_other_text_is_said_to_everybody(text):
    async with in_memory("step4_once") as server, server.connect("/chat?name=ann") as ann:
        await hears(ann, type="hello")
        await ann.send(text)
        await hears(ann, type="said", text=text)


async def test_of_what_comes_after_a_message_that_did_not_fit_nothing_is_told():
    """Or whoever is too slow would come back with a later id, and never get that one."""
    ann = Member(None, "ann")
    for word in ("one", "#" * 1024 * 1024, "too much"):
        ann.tell(word)
    assert ann.too_slow.is_set()
    assert ann.queue.get_nowait() == "one"
    assert len(ann.queue.get_nowait()) == 1024 * 1024
    ann.tell("late")
    assert ann.queue.empty()


# Whatever happens, in any order


class SlowLog(Log):
    """A log that takes its time to answer, as one in another process does."""

    async def wait(self) -> None:
        for _ in range(random.randrange(5)):
            await asyncio.sleep(0)

    async def add(self, entry, key=None):
        await self.wait()
        id = await super().add(entry, key)
        await self.wait()
        return id

    async def after(self, last):
        await self.wait()
        found = await super().after(last)
        await self.wait()
        return found

    async def newest(self):
        await self.wait()
        found = await super().newest()
        await self.wait()
        return found


async def join_in_a_storm(server, visits):
    """Whoever comes while others speak hears all from its hello on, without a gap or a double."""
    async with contextlib.AsyncExitStack() as stack, asyncio.TaskGroup() as group:

        async def speak(ws):
            with contextlib.suppress(ConnectionClosed):
                while True:
                    await ws.send("x")
                    await ws.recv()  # which is what was said some time ago

        speakers, storm = [], []
        for name in ("one", "two", "three"):
            speakers.append(await stack.enter_async_context(server.connect(f"/chat?name={name}")))
            await hears(speakers[-1], type="hello")
            storm.append(group.create_task(speak(speakers[-1])))
        last = ""
        stack.callback(lambda: [ws.transport.abort() for ws in speakers])
        for visit in range(visits):
            again = f"&last={last}" if visit % 2 else ""
            async with server.connect(f"/chat?name=v{again}") as ws:
                hello = await hears(ws, type="hello")
                heard = [hello["last"]]
                for _ in range(random.randrange(1, 30)):
                    heard.append((await hears(ws, type="said"))["id"])
                numbers = [int(each.partition("-")[2]) for each in heard]
                expected = list(range(numbers[0], numbers[0] + len(numbers)))
                assert numbers == expected, "something is missing, or came twice"
                last = heard[-1]
        for task in storm:
            task.cancel()


@pytest.mark.parametrize("make", [Log, SlowLog])
async def test_whoever_joins_in_a_storm_misses_nothing(make):
    async with serve_room(make()) as server:
        await join_in_a_storm(server, visits=30)
    assert TRACEBACK not in server.log


async def test_whoever_is_put_in_without_a_second_look_misses_something(monkeypatch):
    """What it would be to read the log once, and then to join."""

    async def bring_up(self, member, last):
        for id, entry in (await self.log.after(last))[0]:
            await member.send(json.dumps({"type": "said", "id": id, **entry}))

    monkeypatch.setattr(Room, "bring_up", bring_up)
    async with serve_room(SlowLog()) as server:
        with pytest.raises(ExceptionGroup) as failed:
            await join_in_a_storm(server, visits=100)
    assert failed.group_contains(AssertionError, match="something is missing, or came twice")


async def talk_while_lines_break(clients, messages, breaks):
    """Each says so many things and hears all; and lines break so often."""
    heard: dict[int, list[tuple[str, str]]] = defaultdict(list)
    confirmed: dict[str, str] = {}
    seen = Counter[str]()
    broken = 0

    async def listen(number, member):
        async for message in member:
            seen[message["type"]] += 1
            if message["type"] == "said":
                heard[number].append((message["id"], message["text"]))
            if len(heard[number]) == len(clients) * messages:
                return

    async def speak(number, member):
        for each in range(messages):
            text = f"{number}: {each}"
            confirmed[text] = await member.say(text)

    async def disturb():
        nonlocal broken
        while broken < breaks:
            await progress.wait()
            progress.clear()
            member = random.choice(clients)
            if member.ws and not member.ws.transport.is_closing():
                member.ws.transport.abort()
                broken += 1

    progress = asyncio.Event()
    often = 5 * breaks / (len(clients) ** 2 * messages)  # of what is heard, so much brings a break
    for member in clients:
        told = member.inbox.put_nowait

        def put(message, told=told):
            if random.random() < often:
                progress.set()
            told(message)

        member.inbox.put_nowait = put
    async with contextlib.AsyncExitStack() as stack:
        for member in clients:
            await stack.enter_async_context(member)
            await member.opened.wait()
        async with asyncio.TaskGroup() as group:
            disturber = group.create_task(disturb())
            jobs = [
                group.create_task(job(number, member))
                for number, member in enumerate(clients)
                for job in (listen, speak)
            ]
            await asyncio.gather(*jobs)
            disturber.cancel()
    assert broken == breaks
    assert seen["lost"] > breaks / 2  # a client that has heard all does not wait for the last
    assert seen["gap"] == 0
    for number in range(len(clients)):
        assert heard[number] == heard[0]
        assert {text: id for id, text in heard[number]} == confirmed
    for number in range(len(clients)):  # each speaker's words are in its order
        own = [text for _, text in heard[0] if text.startswith(f"{number}: ")]
        assert own == [f"{number}: {each}" for each in range(messages)]


async def test_however_lines_break_each_message_comes_once_and_in_order():
    async with in_memory("step4_once") as server:
        await talk_while_lines_break(
            [client(server, f"m{number}") for number in range(4)], messages=60, breaks=30
        )
    assert TRACEBACK not in server.log


@pytest.mark.real
@pytest.mark.proof
@pytest.mark.timeout(300)
async def test_on_a_real_socket_each_message_comes_once_and_in_order(full):
    members, messages, breaks = (20, 250, 400) if full else (4, 25, 8)
    async with serve_step(f"{HERE}/step4_once") as server:
        await talk_while_lines_break(
            [
                Client(f"ws://127.0.0.1:{server.port}/chat?name=m{number}", **QUICK)
                for number in range(members)
            ],
            messages,
            breaks,
        )
    assert TRACEBACK not in server.log


# The exercise


def tells_of_nothing(last, count, lost):
    """Right but for those who miss nothing for good, if something is still kept for them."""
    if last > count:
        return None
    return lost - last if last < lost else 0 if last < count else "no gap"


def takes_an_earlier_life_for_this(last, count, lost):
    """Right but for a number of an earlier life, once something is not kept any more."""
    if last > count:
        return lost or None
    return lost - last if last < lost else "no gap"


def tells_of_nothing_later(last, count, lost):
    """Right while all is kept, and then as the first."""
    return tells_of_nothing(last, count, lost) if lost or last > count else "no gap"


@pytest.mark.parametrize(
    ("missed", "because"),
    [
        (tells_of_nothing, "Nothing is missing"),
        (tells_of_nothing_later, "Nothing is missing"),
        (takes_an_earlier_life_for_this, "said in another life"),
    ],
)
async def test_the_check_of_the_gap_finds_who_is_nearly_right(missed, because):
    program: Any = conversation.load(f"{HERE}/gap/solution")

    def tell_missed(room, member, last):
        lost = room.count - len(room.kept)
        if (number := missed(last, room.count, lost)) != "no gap":
            member.tell({"type": "gap", "missed": number})
        for message in room.kept:
            if message["id"] > last or last > room.count:
                member.tell(message)

    program.Room.tell_missed = tell_missed
    found = await exercises.check_in_process(f"{HERE}/gap", program)
    assert because in found.because


@pytest.mark.parametrize("program", ["solution", "another"])
async def test_what_the_room_that_hears_once_has_no_word_for_is_passed_over(program):
    async with (
        in_memory(f"{HERE}/once/{program}") as server,
        server.connect("/chat?name=ann") as ann,
    ):
        for message in '{"type": "sing"}', '{"type": "say", "key": 1, "text": "hi"}', "[]":
            await ann.send(message)
        await ann.send(json.dumps({"type": "say", "key": "k1", "text": "hi"}))
        heard = [json.loads(await ann.recv()) for _ in range(2)]
        assert {"type": "ack", "key": "k1"} in heard
        assert {"type": "said", "from": "ann", "text": "hi"} in heard


# The client


asked: list[str] = []
"""What the clients of ``ending`` asked for, after the question mark."""


def ending(*endings: Callable[[Any], Any]) -> Any:
    """An api whose connections end in these ways, one after the other, and then stay."""
    asked.clear()
    api = responder.API(sessions=False)
    left = list(endings)

    @api.route("/chat", websocket=True)
    async def chat(ws):
        asked.append(ws.url.query)
        if left:
            await left.pop(0)(ws)
        else:
            await ws.accept()
            await ws.send_json({"type": "hello", "name": "ann", "last": "1-1"})
            async for _ in ws.iter_text():
                pass

    return api


def closes(code: int) -> Any:
    async def close(ws: Any) -> None:
        await ws.accept()
        await ws.close(code)

    return close


def denies(status: int) -> Any:
    async def deny(ws: Any) -> None:
        await ws.send_denial_response(Response(status_code=status))

    return deny


async def vanishes(ws: Any) -> None:
    """Return without a close frame: 1006."""
    await ws.accept()


@pytest.mark.parametrize(
    ("end", "code"),
    [(closes(code), code) for code in (1001, 1011, 1012, 1013, 1014)]
    + [(denies(status), status) for status in (429, 500, 502, 503, 504)]
    + [(vanishes, 1006)],
)
async def test_the_client_comes_back_from_what_passes(end, code):
    async with served(ending(end, end)) as server, client(server, "ann") as ann:
        for _ in range(2):
            lost = await anext(ann)
            assert (lost["type"], lost["code"]) == ("lost", code)
            assert 0 <= lost["wait"] <= 0.05
        assert (await anext(ann))["type"] == "hello"


@pytest.mark.parametrize(
    ("end", "code"),
    [(closes(code), code) for code in (1000, 1002, 1003, 1007, 1008, 1009, 4401, 4429)]
    + [(denies(status), status) for status in (401, 403, 404)],
)
async def test_the_client_does_not_come_back_from_what_is_final(end, code):
    async with served(ending(end)) as server, client(server, "ann") as ann:
        waiting = asyncio.create_task(ann.say("hi"))
        assert [message async for message in ann] == []
        assert ann.code == code
        with pytest.raises(ConnectionError, match=f"closed with {code}"):
            await waiting
        with pytest.raises(ConnectionError, match=f"closed with {code}"):
            await ann.say("and more")
        assert [message async for message in ann] == []


async def test_the_client_says_what_it_heard_last():
    async with in_memory("step4_once") as server, client(server, "ann") as ann:
        addresses = []
        plainly = ann.connect

        def note(address, **rest):
            addresses.append(address)
            return plainly(address, **rest)

        ann.connect = note
        await ann.opened.wait()
        await ann.say("one")
        async for message in ann:
            if message["type"] == "said":
                ann.ws.transport.abort()
            if message["type"] == "lost":
                break
        await ann.say("two")
    assert addresses[-1] == "/chat?name=ann&last=1-1"


async def test_an_address_may_be_new_for_each_attempt():
    api = ending(vanishes, vanishes)
    numbers = iter(range(10))

    async def address():
        return f"/chat?ticket={next(numbers)}"

    async with served(api) as server, Client(address, server.plainly, **QUICK) as ann:
        await ann.opened.wait()
    assert asked == ["ticket=0", "ticket=1", "ticket=2"]


async def test_an_address_that_can_not_be_had_is_asked_for_again():
    tries = iter([OSError("no ticket office"), None])

    async def address():
        if error := next(tries):
            raise error
        return "/chat"

    async with served(ending()) as server, Client(address, server.plainly, **QUICK) as ann:
        assert (await anext(ann))["type"] == "lost"
        assert (await anext(ann))["type"] == "hello"


async def test_what_comes_twice_is_told_once():
    async def twice(ws):
        await ws.accept()
        await ws.send_json({"type": "hello", "name": "ann", "last": "1-0"})
        for number in (1, 2, 1, 2, 3):
            await ws.send_json({"type": "said", "id": f"1-{number}", "text": str(number)})
        await ws.close()

    async with served(ending(twice)) as server, client(server, "ann") as ann:
        texts = [message["text"] async for message in ann if message["type"] == "said"]
    assert texts == ["1", "2", "3"]


async def test_a_confirmation_that_nobody_waits_for_is_no_trouble():
    ann, given_up = Client(""), asyncio.get_running_loop().create_future()
    given_up.cancel()
    ann.unconfirmed["a"] = "one", given_up
    for key in ("a", "a", "of another life"):
        ann.hear({"type": "ack", "key": key, "id": "1-1"})
    assert (ann.unconfirmed, ann.inbox.empty()) == ({}, True)


async def test_started_by_itself_the_client_prints_what_it_hears(monkeypatch, capsys):
    async def greets(ws):
        await ws.accept()
        await ws.send_json({"type": "hello", "name": "ann", "last": "1-0"})
        await ws.close()

    program: Any = importlib.import_module(f"tutorial_code.{HERE}.client")
    async with served(ending(greets)) as server:
        monkeypatch.setattr(program, "Client", partial(Client, connect=server.plainly))
        await program.listen("/chat")
    assert capsys.readouterr().out == "{'type': 'hello', 'name': 'ann', 'last': '1-0'}\n"


@pytest.mark.real
async def test_it_tells_what_becomes_of_its_line_until_ctrl_c():
    async with serve_step(f"{HERE}/step4_once") as server:
        address = f"ws://127.0.0.1:{server.port}/chat?name=ann"
        command = (sys.executable, "-m", f"tutorial_code.{HERE}.client", address)
        async with run(*command) as program:
            await program.says("{'type': 'hello', 'name': 'ann', 'last': '[0-9-]+'}\n")
            await server.stop()
            await program.says(r"{'type': 'lost', 'code': 10\d\d, 'wait': [0-9.]+}\n")
            assert await program.stop(signal.SIGINT) == 0
            assert TRACEBACK not in program.log


async def test_the_address_that_it_goes_to_by_itself_is_that_of_the_steps(monkeypatch):
    program: Any = importlib.import_module(f"tutorial_code.{HERE}.client")
    went = []

    refused: Any = SimpleNamespace(status_code=403)

    def connect(address, **options):
        went.append(address)
        raise InvalidStatus(refused)

    monkeypatch.setattr(program, "Client", partial(Client, connect=connect))
    await program.listen()
    assert went == ["ws://127.0.0.1:5042/chat"]


async def test_given_up_and_then_closed_a_word_is_nobodys():
    """Who does not wait for the ack any more is not told that none will come."""

    heard, given_up = asyncio.Event(), asyncio.Event()

    async def closes(ws):
        await ws.accept()
        await ws.receive_text()
        heard.set()
        await given_up.wait()
        await ws.close(1008)

    async with served(ending(closes)) as server, client(server, "ann") as ann:
        speaking = asyncio.create_task(ann.say("one"))
        await heard.wait()
        speaking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await speaking
        given_up.set()
        assert [message async for message in ann] == []
    assert ann.code == 1008


async def test_the_client_remembers_only_so_many_ids():
    ann = Client("")
    for number in range(SEEN + 5):
        ann.hear({"type": "said", "id": str(number)})
    assert len(ann.seen) == SEEN
    assert "4" not in ann.seen
    assert "5" in ann.seen


def test_failures_are_forgotten_once_a_connection_has_lasted():
    """The waits grow from failure to failure, and begin anew after a connection that held."""

    def lasts(seconds):
        async def last(ws):
            await ws.accept()
            await ws.send_json({"type": "hello", "name": "ann", "last": "1-0"})
            await asyncio.sleep(seconds)

        return last

    async def bounds(*endings):
        found: asyncio.Queue[int] = asyncio.Queue()
        module: Any = conversation.load(f"{HERE}/client")

        def pause(failures, first, longest):
            found.put_nowait(failures)
            return 0

        module.pause = pause
        async with (
            served(ending(*endings)) as server,
            module.Client("/chat", connect=server.plainly) as ann,
        ):
            counted = [await found.get() for _ in endings]
            await ann.opened.wait()
        return counted

    assert hurry.run(bounds(vanishes, vanishes, lasts(STEADY - 1), vanishes)) == [0, 1, 2, 3]
    assert hurry.run(bounds(vanishes, vanishes, lasts(STEADY + 1), vanishes)) == [0, 1, 0, 1]


# The client in a browser

FOLLOW = """async ([address, times]) => {
    const { Client, pause } = await import("/client.js");
    window.pause = pause;
    window.client = new Client(address, times);
    window.heard = [];
    window.kept = [];
    for (const type of ["open", "closed", "message", "gap"])
        client.addEventListener(type, ({ detail }) => heard.push({ ...detail, event: type }));
    window.said = () => heard.filter(({ type }) => type === "said").map(({ text }) => text);
    const keep = (found) => kept.push(found.message ?? found);
    window.say = (text) => client.say(text).then(keep, keep);
    window.count = (event) => heard.filter((each) => each.event === event).length;
}"""


@contextlib.asynccontextmanager
async def in_chromium(
    page: Page, api: Any, name: str = "ann", **times: float
) -> AsyncIterator[Any]:
    """A page of the last step with a client of its own, at the end of a line."""
    async with served(api) as server, line_to(server) as line:
        await page.goto(f"http://{line.address}/")
        times = {"first": 10, "longest": 50} | times
        await page.evaluate(FOLLOW, [f"ws://{line.address}/chat?name={name}", times])
        await page.wait_for_function("count('open') >= 1")
        yield server, line
        await page.evaluate("client.leave()")


@pytest.mark.browser
async def test_in_a_browser_each_message_comes_once_however_the_line_breaks(page):
    module = conversation.load(f"{HERE}/step6_page")
    async with in_chromium(page, module.api) as (server, line), client(server, "ben") as ben:
        await ben.opened.wait()
        expected = []
        for number in range(8):
            line.cut()
            await page.evaluate("say", f"ann {number}")  # whether the line is open or not
            await ben.say(f"ben {number}")
            expected += [f"ann {number}", f"ben {number}"]
        await page.wait_for_function("said().length === 16 && kept.length === 8")
        said = await page.evaluate("said()")
        entries, _ = await module.room.log.after(None)
        assert said == [entry["text"] for _, entry in entries]
        assert sorted(said) == sorted(expected)
        ids = {entry["text"]: id for id, entry in entries}
        assert await page.evaluate("kept") == [ids[f"ann {number}"] for number in range(8)]
        assert await page.evaluate("count('closed')") >= 1
        assert await page.evaluate("count('gap')") == 0


@pytest.mark.browser
async def test_in_a_browser_a_line_that_falls_silent_is_noticed(page):
    module = conversation.load(f"{HERE}/step6_page")
    async with in_chromium(page, module.api, heartbeat=400) as (_, line):
        line.speaking.clear()
        await page.evaluate("void say('into the void')")
        await page.wait_for_function("heard.some(({ reason }) => reason === 'silent')")
        assert await page.evaluate("said()") == []
        line.speaking.set()
        await page.wait_for_function("kept.length === 1 && said().length === 1")
        await page.evaluate("say", "again")
        await page.wait_for_function("said().length === 2")
        assert await page.evaluate("said()") == ["into the void", "again"]


@pytest.mark.browser
async def test_in_a_browser_a_new_life_of_the_room_is_a_gap_and_a_goodbye_is_final(page):
    module = conversation.load(f"{HERE}/step6_page")

    @module.api.route("/leave", websocket=True)
    async def leave(ws):
        await ws.accept()
        await ws.close(4401, "signed out")

    async with in_chromium(page, module.api) as (_, line):
        await page.evaluate("say", "one")
        module.room.log = Log(born=1)  # as after a restart
        module.room.last = "1-0"
        line.cut()
        await page.wait_for_function("count('gap') === 1")
        before = await page.evaluate("client.last")
        assert await page.evaluate("heard.at(-1).after") == before
        await page.evaluate(FOLLOW, [f"ws://{line.address}/leave", {}])
        await page.wait_for_function("count('closed') === 1")
        closed = await page.evaluate("heard.at(-1)")
        assert closed == {"event": "closed", "code": 4401, "reason": "signed out", "wait": None}
        await page.evaluate("say", "hello?")
        assert await page.evaluate("kept") == ["the connection is closed for good"]


@pytest.mark.browser
async def test_the_page_shows_what_waits_and_what_was_said(page):
    module = conversation.load(f"{HERE}/step6_page")
    async with served(module.api) as server, line_to(server) as line:
        await page.goto(f"http://{line.address}/?name=ann")
        state, field = page.locator("#state"), page.get_by_label("Message", exact=True)
        await expect(state).to_have_text("open")
        line.speaking.clear()
        await field.fill("<b>hi</b>")
        await field.press("Enter")
        await expect(page.get_by_text("sending: <b>hi</b>")).to_be_visible()
        line.speaking.set()
        await expect(page.locator("#log p")).to_have_text(["ann: <b>hi</b>"])
        await expect(page.get_by_text("sending:")).to_have_count(0)
        module.room.log, module.room.last = Log(born=1), "1-0"  # as after a restart
        line.cut()
        await expect(page.locator("#log p").nth(1)).to_have_text("Something is missing here.")


@pytest.mark.browser
async def test_a_browser_waits_as_a_program_does(page):
    module = conversation.load(f"{HERE}/step6_page")
    async with in_chromium(page, module.api):
        for failures in (0, 3, 50):
            pauses = await page.evaluate("n => Array.from({length: 999}, () => pause(n))", failures)
            bound = min(30_000, 500 * 2.0**failures)
            assert 0 <= min(pauses) < 0.1 * bound
            assert 0.9 * bound < max(pauses) <= bound


@pytest.mark.browser
def test_the_types_of_the_browser_s_client_hold(tmp_path):
    runtime.install_modules()
    settings = json.loads((runtime.BROWSER / "tsconfig.json").read_text("utf-8"))
    settings["compilerOptions"]["types"] = []
    settings["include"] = [str(CODE / "client.js")]
    (tmp_path / "tsconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    done = subprocess.run(
        [node_program(), "node_modules/typescript/bin/tsc", "-p", str(tmp_path)],
        cwd=runtime.BROWSER, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout == ""
