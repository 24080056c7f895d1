"""More than one process: what they share, and what is left of it when one of them dies."""

import asyncio
import contextlib
import csv
import gc
import itertools
import json
import re
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
import responder
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.crc import key_slot
from redis.exceptions import TimeoutError as RedisTimeout
from websockets.asyncio.client import connect

from live import conversation, in_process
from live.conversation import TUTORIAL
from tests import chapters, runtimes
from tests.log_promises import PROMISES
from tests.processes import TRACEBACK, ServerProcess, serve_command
from tests.redis_server import redis_server
from tutorial_code.ch11_reconnect import resuming
from tutorial_code.ch11_reconnect.client import Client
from tutorial_code.ch11_reconnect.log import Log
from tutorial_code.ch12_scale import channel, presence, shared, streams
from tutorial_code.ch12_scale.presence import LEASE, Presence, RedisPresence
from tutorial_code.ch12_scale.streams import RedisLog

HERE = "tutorial_code.ch12_scale"
SHARED = f"{HERE}.step2_shared"
FINISHED = "tutorial_code.ch13_deploy.step6_room"
NAIVE = "tutorial_code.ch03_chat.step1_room"
# redis-py leaves a connection to the garbage collector if it is cancelled while it connects.
pytestmark = pytest.mark.filterwarnings(
    "ignore:unclosed:ResourceWarning", "ignore:loop is closed:ResourceWarning"
)


# What the tests are made of


@pytest.fixture(scope="module")
async def redis():
    async with redis_server() as server:
        yield server
    gc.collect()


@pytest.fixture
async def make(redis):
    """``make(keep=10)`` gives a new log in Redis."""
    names = itertools.count()
    logs: list[RedisLog] = []

    def new(**options):
        logs.append(RedisLog(redis.url, name=f"{id(logs)}-{next(names)}", **options))
        return logs[-1]

    yield new
    for log in logs:
        await log.close()


class Fleet:
    """Several processes of one server; each in turn may be ended and another put in its place."""

    def __init__(self, *command: str, **env: str) -> None:
        self.command, self.env = command, env
        self.running: list[tuple[ServerProcess, AsyncExitStack]] = []
        self.logs: list[Any] = []
        self.turn = itertools.count()
        self.connect = connect

    async def add(self) -> ServerProcess:
        stack = AsyncExitStack()
        server = await stack.enter_async_context(serve_command(*self.command, env=self.env))
        self.running.append((server, stack))
        self.logs.append(server)
        return server

    async def replace(self, sign: int) -> None:
        """End the oldest with a signal while the others go on, and start another."""
        server, stack = self.running.pop(0)
        await server.stop(sign)
        await stack.aclose()
        await self.add()

    async def address(self) -> str:
        """The address of each process in turn."""
        server, _ = self.running[next(self.turn) % len(self.running)]
        return f"ws://127.0.0.1:{server.port}/chat"

    async def close(self) -> None:
        await asyncio.gather(*(stack.aclose() for _, stack in self.running))


@contextlib.asynccontextmanager
async def fleet_of(number: int, *program: str, **env: str):
    """So many processes of a program, which is what follows ``python``."""
    fleet = Fleet(sys.executable, *program, **env)
    try:
        await asyncio.gather(*(fleet.add() for _ in range(number)))
        yield fleet
    finally:
        await fleet.close()


def test_the_chapter_holds_its_examples():
    assert chapters.count("ch12_scale", "snippet") == 21
    assert chapters.count("ch12_scale", "testcode") == 4


# The lesson, on each runtime


async def be_heard_in_both(server):
    """What Ann says in the first room, Ben hears in the second, and Ben by another way, later."""
    ann, ben = [await server.connect(f"/{number}/chat?name=m{number}") for number in (1, 2)]
    await ann.send("once")
    await find(ann, "once")
    found = await find(ben, "once")
    await ben.close()
    await ann.send("meanwhile")
    await find(ann, "meanwhile")
    async with server.connect(f"/1/chat?name=m2&last={json.loads(found)['id']}") as ben:
        await ann.send("at last")
        await find(ann, "at last")
        heard = []
        while "at last" not in (message := await ben.recv()):
            heard.append(message)
        assert "meanwhile" in str(heard), "what was said meanwhile is lost"
    await ann.close()


async def find(ws, word):
    """The next message that holds a word."""
    while word not in (message := await ws.recv()):
        pass
    return message


async def test_two_rooms_on_one_log_are_one_room(serve):
    async with serve("ch12_scale/step1_one_log") as server:
        await be_heard_in_both(server)


async def test_two_rooms_without_are_two(monkeypatch):
    monkeypatch.setattr(conversation, "PATIENCE", 1)
    async with runtimes.serve_in_process("ch12_scale/wrong_two_rooms") as server:
        with pytest.raises(AssertionError, match="received nothing within 1 s"):
            await be_heard_in_both(server)


async def test_two_rooms_on_a_channel_lose_what_is_said_meanwhile():
    async with runtimes.serve_in_process("ch12_scale/wrong_channel") as server:
        with pytest.raises(AssertionError, match="what was said meanwhile is lost"):
            await be_heard_in_both(server)


@pytest.mark.real
@pytest.mark.parametrize("promise", PROMISES, ids=lambda each: each.__name__)
async def test_the_log_in_redis_keeps_the_promises_of_chapter_11(promise, make):
    await promise(make)


# Row: three processes, one Redis, and everything dies in turn


class Member:
    """Somebody who comes back by itself, to any of the processes, and what it has heard."""

    all: ClassVar[list[Any]] = []

    def __init__(self, name: str, fleet: Any) -> None:
        self.name, self.fleet = name, fleet
        self.all.append(self)
        self.heard: list[str] = []
        self.told: list[dict[str, Any]] = []
        self.gaps = 0
        self.more = asyncio.Condition()

    async def __aenter__(self):
        way, options = self.fleet.connect, {"proxy": None}
        self.client = Client(self.address, connect=way, first=0.05, longest=0.5, **options)
        await self.client.__aenter__()
        self.listening = asyncio.create_task(self.listen())
        await self.client.opened.wait()
        return self

    async def __aexit__(self, *error):
        self.listening.cancel()
        await self.client.__aexit__(*error)

    async def address(self) -> str:
        return f"{await self.fleet.address()}?name={self.name}"

    async def say(self, text: str) -> None:
        """Say something; it is acknowledged, however long that takes."""
        await self.client.say(text)

    async def listen(self) -> None:
        async for message in self.client:
            self.gaps += message["type"] == "gap"
            await self.hear(message)

    async def hear(self, message: dict[str, Any]) -> None:
        async with self.more:
            self.told.append(message)
            if message["type"] == "said":
                self.heard.append(message["text"])
            self.more.notify_all()

    async def until(self, true: Callable[[], Any], within: float = 10) -> None:
        try:
            async with asyncio.timeout(within), self.more:
                await self.more.wait_for(true)
        except TimeoutError:
            raise AssertionError(f"{self.name} was told only {self.told}") from None

    async def hears(self, text: str) -> None:
        """Wait until somebody has said this."""
        await self.until(lambda: text in self.heard)

    async def is_told(self, **message: Any) -> None:
        """Wait until the room has told it this."""
        await self.until(lambda: message in self.told)

    async def is_lost(self, code: int) -> None:
        """Wait until it has lost a connection with this code."""
        await self.until(lambda: any(each.get("code") == code for each in self.told))


class Plain(Member):
    """Somebody in a room that knows nothing but text: what comes back to it is acknowledged."""

    async def __aenter__(self):
        self.ws = await connect(await self.fleet.address(), proxy=None)
        self.listening = asyncio.create_task(self.listen())
        return self

    async def __aexit__(self, *error):
        self.listening.cancel()
        await self.ws.close()

    async def say(self, text: str) -> None:
        await self.ws.send(text)
        await self.hears(text)

    async def listen(self) -> None:
        async for text in self.ws:
            await self.hear({"type": "said", "text": text})


@dataclass
class Outcome:
    """What was acknowledged, and how often somebody missed some of it and was not told."""

    said: list[str]
    members: list[Member]

    @property
    def lost(self) -> list[tuple[str, str]]:
        return [
            (member.name, text)
            for member in self.members
            for text in set(self.said) - set(member.heard)
            if not member.gaps
        ]

    @property
    def twice(self) -> list[tuple[str, str]]:
        return [
            (member.name, text)
            for member in self.members
            for text, times in Counter(member.heard).items()
            if times > 1
        ]

    @property
    def in_one_order(self) -> bool:
        whole = [member.heard for member in self.members if not member.gaps]
        return whole == whole[:1] * len(whole)


async def talk_while(disturb, kind, fleet, members, patience=3):
    """Members speak while ``disturb`` does its worst, and then once more; gives the outcome.

    ``disturb`` gets an async function that waits until everybody has said some more. In the end
    each member has some seconds of patience for what it has not yet heard.
    """
    said: list[str] = []
    over = asyncio.Event()
    progress = asyncio.Condition()

    async def speak(member):
        for number in itertools.count():
            last = over.is_set()
            text = f"{member.name} {number}"
            await member.say(text)
            async with progress:
                said.append(text)
                progress.notify_all()
            if last:
                return
            await asyncio.sleep(0.02)  # as people do, who need not be faster than they are

    async def some_more():
        goal = len(said) + 3 * members
        async with progress:
            await progress.wait_for(lambda: len(said) >= goal)

    async with AsyncExitStack() as stack:
        everybody = [
            await stack.enter_async_context(kind(f"m{number}", fleet)) for number in range(members)
        ]
        async with asyncio.TaskGroup() as group:
            for member in everybody:
                group.create_task(speak(member))
            await disturb(some_more)
            over.set()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                for member in everybody:
                    for text in said:
                        await member.hears(text)
        return Outcome(said, everybody)


@pytest.mark.real
@pytest.mark.proof
@pytest.mark.timeout(400)
@pytest.mark.parametrize("program", [SHARED, FINISHED])
async def test_whatever_dies_every_message_reaches_everybody_once_and_in_order(program, full):
    """In this chapter's room, and in the one that chapter 13 makes of it."""
    settings = {"GUESTS": "1", "RATE": "1000"}
    async with (
        redis_server() as redis,
        fleet_of(3, "-m", program, REDIS_URL=redis.url, **settings) as fleet,
    ):

        async def disturb(some_more):
            for number in range(6 if full else 3):
                await some_more()
                await redis.kill()
                await redis.start()
                await some_more()
                if full or number < 2:
                    await fleet.replace([signal.SIGTERM, signal.SIGKILL][number % 2])
            await some_more()

        members = 12 if full else 5
        outcome = await talk_while(disturb, Member, fleet, members, patience=20)
        await until_nobody_is_here(redis)
    assert len(outcome.said) > 20 * members
    assert outcome.lost == []
    assert outcome.twice == []
    assert outcome.in_one_order
    assert [member.gaps for member in outcome.members] == [0] * members
    for server in fleet.logs:
        assert TRACEBACK not in server.log, server.log


async def until_nobody_is_here(redis):
    """All have left, and no process that was killed leaves a ghost behind for long."""
    here = RedisPresence(redis.url)
    async with asyncio.timeout(2 * LEASE):
        while await here.beat(set()):  # noqa: ASYNC110 - a list in Redis expires in silence
            await asyncio.sleep(0.1)
    await here.close()


@pytest.mark.real
async def test_in_the_naive_room_of_two_processes_half_is_lost_without_any_harm():
    async def in_peace(some_more):
        await some_more()

    async with fleet_of(2, "-m", NAIVE) as fleet:
        outcome = await talk_while(in_peace, Plain, fleet, 6, patience=0.5)
    assert len(outcome.lost) == len(outcome.said) * 6 / 2


# The same, over a log and over a channel, in rooms of which each is as in a process of its own


class Rooms:
    """Rooms in this process that share nothing but Redis; whoever connects gets them in turn."""

    def __init__(self, rooms: list[Any]) -> None:
        self.rooms, self.turn = rooms, itertools.count()
        self.servers: list[Any] = []

    async def address(self) -> str:
        return "/chat"

    def connect(self, path: str, proxy: None = None, **options: Any) -> Any:
        server = self.servers[next(self.turn) % len(self.servers)]
        return server.connect(path, **options)


@contextlib.asynccontextmanager
async def serving(*rooms: Any):
    found = Rooms(list(rooms))
    async with AsyncExitStack() as stack:
        for room in rooms:
            server = await stack.enter_async_context(in_process.serve(api_of(room)))
            found.servers.append(server)
        yield found
    for server in found.servers:
        assert TRACEBACK not in server.log, server.log


def api_of(room: Any) -> Any:
    api = responder.API(sessions=False, lifespan=room.alive)

    @api.route("/chat", websocket=True)
    async def chat(ws):
        await room.serve(resuming.Member(ws, ws.query_params["name"]))

    return api


def room_on(url: str) -> shared.Room:
    return shared.Room(RedisLog(url), RedisPresence(url))


@contextlib.asynccontextmanager
async def two_on(redis, make=room_on):
    rooms = [make(redis.url) for _ in range(2)]
    async with serving(*rooms) as found:
        yield found
    for room in rooms:
        await room.log.redis.aclose()


async def away_in_turn(make, redis):
    """Everybody loses its connection once while the others speak, and Redis dies once."""

    async def disturb(some_more):
        for member in list(Member.all):
            await some_more()
            member.client.ws.transport.abort()
        await redis.kill()
        await redis.start()
        await some_more()

    Member.all.clear()
    async with two_on(redis, make) as rooms:
        return await talk_while(disturb, Member, rooms, 6, patience=1)


@pytest.mark.real
async def test_over_the_log_nothing_is_lost(redis):
    outcome = await away_in_turn(room_on, redis)
    assert (outcome.lost, outcome.twice) == ([], [])


@pytest.mark.real
async def test_over_a_channel_what_is_said_while_somebody_is_away_is_lost(redis):
    outcome = await away_in_turn(lambda url: channel.Room(channel.RedisChannel(url)), redis)
    deliveries = len(outcome.said) * len(outcome.members)
    assert 0.005 < len(outcome.lost) / deliveries < 0.2, "a few of a hundred"


@pytest.mark.parametrize(("step", "times"), [("wrong_channel", 2), ("step1_one_log", 1)])
async def test_over_a_channel_what_is_said_again_is_heard_twice(step, times):
    """And over the log once; Ben is in another room than Ann."""
    async with (
        runtimes.serve_in_process(f"ch12_scale/{step}") as server,
        server.connect("/1/chat?name=ann") as ann,
        server.connect("/2/chat?name=ben") as ben,
    ):
        for _ in range(2):
            await ann.send(json.dumps({"type": "say", "key": "a1", "text": "tea"}))
            await find(ann, '"ack"')
        await ann.send("the end")
        heard = []
        while "the end" not in (message := await ben.recv()):
            heard.append(message)
        assert len([each for each in heard if "tea" in each]) == times


@pytest.mark.real
async def test_the_conversation_of_one_process_holds_over_redis(redis, monkeypatch):
    monkeypatch.setenv("REDIS_URL", redis.url)
    shared_by_many = await conversation.hold_in_process("ch12_scale/step2_shared")
    monkeypatch.delenv("REDIS_URL")
    alone = await conversation.hold_in_process("ch12_scale/step2_shared")
    seen = []
    for record, id in ((shared_by_many, r"\d{13}-\d+"), (alone, r"1-\d")):
        events = [re.sub(rf'"{id}"', '""', event.data) for event in record.events]
        assert str(events).count('""') == 5
        seen.append(events)
    assert seen[0] == seen[1]


@pytest.mark.real
async def test_a_process_keeps_one_connection_blocked_however_many_its_members(redis):
    async with two_on(redis) as rooms, AsyncExitStack() as stack:
        for number in range(12):
            await stack.enter_async_context(Member(f"m{number}", rooms))
        info = await rooms.rooms[0].log.redis.info("clients")
        assert info["blocked_clients"] == 2, "one for each of the two"


@pytest.mark.real
async def test_many_who_speak_at_once_share_a_few_connections(make):
    """redis-py by itself opens a hundred, and refuses the next."""
    log = make()
    ids = await asyncio.gather(*(log.add({"number": number}) for number in range(300)))
    assert len(set(ids)) == 300
    assert streams.AT_A_TIME == 20
    assert len(await log.redis.client_list()) <= streams.AT_A_TIME + 3, "and what others left"


# The log in Redis


async def test_the_shared_room_does_not_compress():
    async with (
        runtimes.serve_in_process("ch12_scale/step2_shared") as server,
        server.connect("/chat", compression="deflate") as ws,
    ):
        assert ws.protocol.extensions == []


def test_two_logs_keep_what_the_chapter_says():
    assert conversation.load("ch12_scale/tally/solution").log.keep == 5
    assert conversation.load("ch12_scale/predict_kept").room.log.keep == 3


@pytest.mark.parametrize(("rooms", "heard"), [(1, "all of them heard it"), (2, "not all heard it")])
async def test_the_roll_is_called_among_sixty(rooms, heard, monkeypatch, capsys):
    """Who connects gets the rooms in turn, which share nothing."""
    calling = conversation.load("ch12_scale/roll_call")
    async with serving(*(resuming.Room(Log()) for _ in range(rooms))) as found:

        def connect(address: str, **options: Any) -> Any:
            return found.connect(address.removeprefix("ws://127.0.0.1:5042"), **options)

        monkeypatch.setattr(calling, "connect", connect)
        await calling.call()
    assert capsys.readouterr().out == f"60 members, and {heard}\n"


def test_a_follower_looks_up_before_redis_py_takes_its_silence_for_a_failure():
    log = RedisLog("redis://127.0.0.1:1")
    assert streams.BLOCK / 1000 < log.redis.get_connection_kwargs().get("socket_timeout", 5) == 5


@pytest.mark.real
async def test_a_read_that_blocks_for_ever_fails_after_five_seconds(redis, monkeypatch):
    """Shown with a tenth of a second in the place of the five of redis-py, and one try."""
    client = Redis.from_url(redis.url, socket_timeout=0.1, retry=Retry(NoBackoff(), 0))
    with pytest.raises(RedisTimeout):
        await client.xread({"{nothing}": "$"}, block=0)
    await client.aclose()


async def test_redis_is_asked_again_for_as_long_as_it_is_waited_for():
    client = streams.open_redis("redis://127.0.0.1:1")
    with pytest.raises(TimeoutError):  # and no failure after so many attempts
        async with asyncio.timeout(0.3):
            await client.get("x")
    await client.aclose()


def test_a_lease_is_renewed_in_time_although_one_beat_may_get_lost():
    assert 2 * presence.RedisPresence.pause < presence.LEASE


@pytest.mark.real
async def test_a_follower_from_under_which_the_log_was_trimmed_learns_of_the_gap(make):
    log = make(keep=2)
    start = await log.newest()
    for word in ("one", "two", "three"):
        await log.add({"text": word})
    with pytest.raises(streams.Gap, match=f"between {start} and"):
        await anext(log.follow(start))


async def test_who_waits_for_a_turn_does_not_wait_longer_than_for_an_answer(monkeypatch):
    monkeypatch.setattr(streams, "PATIENCE", 0.05)
    log = RedisLog("redis://127.0.0.1:1")
    saying = [log.add({"number": number}) for number in range(3 * streams.AT_A_TIME)]
    async with asyncio.timeout(1):
        errors = await asyncio.gather(*saying, return_exceptions=True)
    assert {type(error) for error in errors} == {ConnectionError}
    await log.close()


@pytest.mark.real
async def test_what_redis_itself_has_lost_is_told_too():
    """Its disk is put back to what it was: so it is after a failure of power, or a fail-over."""
    async with redis_server(appendfsync="always") as redis:
        log = RedisLog(redis.url)
        kept = await log.add({"text": "kept"})
        copy = redis.folder / "copy"
        shutil.copytree(redis.folder / "appendonlydir", copy)
        lost = await log.add({"text": "lost"}, key="k")
        following = log.follow(lost)
        await redis.kill()
        shutil.rmtree(redis.folder / "appendonlydir")
        copy.rename(redis.folder / "appendonlydir")
        await redis.start()
        new = await log.add({"text": "new"})
        assert await log.after(kept) == ([(new, {"text": "new"})], False)
        assert await log.after(lost) == ([(new, {"text": "new"})], True)
        with pytest.raises(streams.Gap):
            await anext(following)
        await log.close()


@pytest.mark.real
async def test_a_key_is_known_for_a_while_and_costs_nothing_after(make):
    log = make()
    await log.add({"text": "one"}, key="k")
    await log.add({"text": "two"})
    keys = [key async for key in log.redis.scan_iter(f"{log.stream}:key:*")]
    assert len(keys) == 2
    for key in keys:
        assert 0 < await log.redis.ttl(key) <= streams.MEMORY == 600
    await log.redis.delete(*keys)  # as if the time were over
    await log.add({"text": "one"}, key="k")
    later, _ = await log.after(None)
    assert [entry["text"] for _, entry in later] == ["one", "two", "one"]


@pytest.mark.real
async def test_all_keys_of_a_room_stand_on_one_node_of_a_cluster(make):
    log = make()
    await log.add({"text": "one"}, key="k")
    presence = RedisPresence("redis://127.0.0.1:1", name=log.stream.strip("{}"))
    names = [key async for key in log.redis.scan_iter(f"{log.stream}*")]
    assert len({key_slot(name.encode()) for name in [*names, presence.mine, presence.lists]}) == 1


@contextlib.asynccontextmanager
async def losing_an_answer(redis, word):
    """The address of Redis by a way on which the first answer to such a command is lost."""
    path = redis.folder / "lossy.sock"
    words = [word]

    async def pump(reader, writer, far_reader, far_writer):
        while data := await reader.read(65536):
            far_writer.write(data)
            if words and words[0] in data:
                words.clear()
                await far_reader.read(65536)  # Redis has done it, and says so, to nobody
                break
            writer.write(await far_reader.read(65536))
        writer.close()
        far_writer.close()

    async def serve(reader, writer):
        await pump(reader, writer, *await asyncio.open_unix_connection(redis.socket))

    async with await asyncio.start_unix_server(serve, path):
        yield f"unix://{path}"
    assert not words, "no such command came by"


@pytest.mark.real
async def test_what_redis_py_says_twice_is_in_the_log_once(redis):
    async with losing_an_answer(redis, b"EVALSHA") as url:
        log = RedisLog(url, name="twice")
        await log.newest()
        await log.close()
    async with losing_an_answer(redis, b'{"text"') as url:
        log = RedisLog(url, name="twice")
        id = await log.add({"text": "hi"})
        assert await log.after(None) == ([(id, {"text": "hi"})], False)
        await log.close()


@pytest.mark.real
async def test_a_bare_command_that_redis_py_says_twice_is_there_twice(redis):
    async with losing_an_answer(redis, b"XADD") as url:
        client = streams.open_redis(url)
        await client.xadd("bare", {"text": "hi"})
        assert [fields for _, fields in await client.xrange("bare")] == [{"text": "hi"}] * 2
        await client.aclose()


# The road to a million


def test_the_road_goes_by_the_figures_of_the_benchmark():
    """100,000 to 200,000 deliveries a second; a log in Redis costs a part of that, and time."""

    def figures(table: str, row: int) -> tuple[float, float]:
        text = (chapters.DOCS / f"tables/{table}.csv").read_text("utf-8")
        found = list(csv.DictReader(text.splitlines()))[row]
        rate = float(found["Deliveries a second of the core"].replace(",", ""))
        return rate, float(found["99 of 100 arrive within"].removesuffix(" ms"))

    (alone, soon), (shared, late) = (figures("speed_redis", row) for row in (2, 3))
    assert 80_000 < alone < 250_000
    assert shared < alone
    assert late > soon


# A log that does not answer, or that has lost its past


@pytest.mark.real
async def test_a_log_that_was_deleted_is_a_gap_for_all_who_are_here(redis, monkeypatch):
    async with two_on(redis) as rooms:
        log = rooms.rooms[0].log
        async with Member("ann", rooms) as ann, Member("ben", rooms) as ben:
            await ann.say("before")
            await ben.hears("before")
            await log.redis.delete(log.stream)
            await ann.say("after")
            for member in (ann, ben):
                await member.hears("after")
                assert (member.heard, member.gaps) == (["before", "after"], 1)


@pytest.mark.real
async def test_while_redis_is_away_members_are_sent_away_and_come_back(monkeypatch):
    """On a slow disk Redis writes a little later, and would have lost the log's beginning."""
    monkeypatch.setattr(streams, "PATIENCE", 0.3)
    async with (
        redis_server(appendfsync="always") as redis,
        two_on(redis) as rooms,
        Member("ann", rooms) as ann,
    ):
        await redis.kill()
        saying = asyncio.create_task(ann.say("hi"))
        await ann.is_lost(1013)
        await redis.start()
        await saying
        await ann.hears("hi")
        assert (ann.heard, ann.gaps) == (["hi"], 0)


# Who is here


@pytest.mark.real
async def test_a_process_that_says_nothing_is_forgotten_and_one_that_leaves_at_once(
    redis, monkeypatch
):
    monkeypatch.setattr(presence, "LEASE", 1)
    mine, other, killed = [RedisPresence(redis.url, name="lease") for _ in range(3)]
    assert await mine.beat({"ann"}) == {"ann"}
    assert await other.beat({"ben", "ann"}) == {"ann", "ben"}
    assert await killed.beat({"cleo"}) == {"ann", "ben", "cleo"}
    while "cleo" in await mine.beat({"ann"}):
        await other.beat({"ben"})
        await asyncio.sleep(0.05)
    assert await mine.beat({"ann"}) == {"ann", "ben"}
    assert await mine.redis.smembers(mine.lists) == {mine.mine, other.mine}
    await other.close()
    assert await mine.beat({"ann"}) == {"ann"}
    await mine.close()
    await killed.redis.aclose()


@pytest.mark.real
async def test_members_of_two_processes_are_told_of_each_other(redis, monkeypatch):
    monkeypatch.setattr(RedisPresence, "pause", 0.05)
    async with two_on(redis) as rooms, Member("ann", rooms) as ann:
        await ann.is_told(type="here", names=["ann"])
        async with Member("ben", rooms) as ben:
            await ben.is_told(type="here", names=["ann", "ben"])
            await ann.is_told(type="joined", name="ben")
        await ann.is_told(type="left", name="ben")


async def test_who_is_here_is_asked_again_after_no_answer(caplog):
    answers = iter([ConnectionError("no answer from Redis"), EOFError("asked again")])

    class Away(Presence):
        pause: Any = 0

        async def beat(self, names):
            raise next(answers)

    with pytest.raises(EOFError, match="asked again"):
        await shared.Room(Log(), Away()).watch()
    assert "presence: no answer from Redis" in caplog.text


async def test_who_is_here_twice_has_left_when_both_are_gone():
    room = shared.Room(Log(), Presence())
    async with serving(room) as rooms:
        async with Member("ann", rooms) as ann:
            async with Member("ben", rooms) as ben:
                await ben.is_told(type="here", names=["ann", "ben"])
                async with Member("ben", rooms) as again:
                    await again.is_told(type="here", names=["ann", "ben"])
            await ann.is_told(type="left", name="ben")
        told = [(each["type"], each.get("name")) for each in ann.told if "name" in each]
        assert told == [("hello", "ann"), ("joined", "ben"), ("left", "ben")]


# Settings


async def test_without_a_setting_the_log_is_in_the_process(monkeypatch):
    monkeypatch.delenv("REDIS_URL", raising=False)
    log, here = shared.open_shared()
    assert (type(log), type(here)) == (Log, Presence)


def test_with_one_it_is_in_redis(monkeypatch):
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1")
    log, here = shared.open_shared("blue")
    assert (type(log), type(here)) == (RedisLog, RedisPresence)
    assert (log.stream, here.lists) == ("{blue}", "{blue}:here")


def test_a_wrong_one_is_said_in_one_line_without_the_password(monkeypatch):
    monkeypatch.setenv("REDIS_URL", "radish://:s3cret@127.0.0.1")
    with pytest.raises(SystemExit, match="REDIS_URL: Redis URL must specify one of") as error:
        shared.open_shared()
    assert "s3cret" not in str(error.value)


async def test_lag_counts_what_a_room_has_not_told_yet():
    room = shared.Room(Log(), Presence())
    room.last = await room.log.newest()
    for word in ("one", "two", "three"):
        await room.log.add({"text": word})
    assert await room.lag() == 3
    async with serving(room) as rooms, Member("ann", rooms) as ann:
        await ann.say("four")
        await ann.hears("four")
        assert await room.lag() == 0


async def test_a_room_says_how_far_behind_it_is():
    async with runtimes.serve_in_process("ch12_scale/step2_shared") as server:
        reader, writer = await server.open_connection()
        writer.write(b"GET /lag HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        answer = await reader.read()
        assert answer.startswith(b"HTTP/1.1 200 OK")
        assert json.loads(answer.partition(b"\r\n\r\n")[2]) == {"entries": 0}
        writer.close()


def test_no_page_needs_redis_py():
    """It is imported only in functions that speak to a Redis."""
    for file in (TUTORIAL / "ch12_scale").rglob("*.py"):
        top = "\n".join(
            line for line in file.read_text(encoding="utf-8").splitlines() if line[:1] != " "
        )
        assert not re.search(r"^(from|import) redis", top, re.M), file
