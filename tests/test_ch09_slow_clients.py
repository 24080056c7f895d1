"""Slow and dead clients: what they may cost, and that nobody else pays."""

import asyncio
import contextlib
import importlib
import random
import signal
import socket
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import partial
from itertools import count
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
import uvloop
from websockets.exceptions import ConnectionClosed, ConnectionClosedError

from live import conversation, exercises, in_process
from tests import chapters
from tests.processes import TRACEBACK, ServerProcess, serve_command, serve_step
from tests.runtimes import in_memory
from tests.test_ch03_chat import flood
from tutorial_code.ch09_slow_clients import listening
from tutorial_code.ch09_slow_clients.outbox import MESSAGES, SIZE, Outbox, encoded, size
from tutorial_code.ch09_slow_clients.step5_latest import Latest

HERE = "ch09_slow_clients"
NAIVE = "ch03_chat/step1_room"
ROOM = f"{HERE}/step6_deadline"
MIB = 1024 * 1024
KIB_16 = 16 * 1024
PICTURE = "#" * 8_000_000
WHOLE: dict[str, Any] = {  # big messages, as big on the wire, and no patience at the end
    "max_size": None,
    "compression": None,
    "close_timeout": 0.2,
    "ping_interval": None,  # which sleeps, and a test counts who sleeps
}
CARELESS = (TRACEBACK, "never retrieved", "was destroyed", "never awaited")


def test_the_chapter_holds_its_examples():
    assert chapters.count(HERE, "snippet") == 18
    assert chapters.count(HERE, "testcode") == 9


# What the tests are made of


@contextlib.asynccontextmanager
async def on_a_socket(step: str = ROOM, deadline: float | None = None) -> AsyncIterator[Any]:
    """Serve a step as its reader does, or with another deadline, for clients without a record."""
    code = f"from tutorial_code.{step.replace('/', '.')} import api\n"
    code += f"from tutorial_code.{HERE}.listening import serve\nserve(api, {deadline})"
    server: Any
    async with (
        serve_command(sys.executable, "-c", code) if deadline else serve_step(step)
    ) as server:
        patient = conversation.PatientConnection
        server.connect = partial(server.connect, create_connection=patient, **WHOLE)
        yield server


@contextlib.asynccontextmanager
async def frozen(server, path="/chat"):
    """A client that reads nothing."""
    ws = await server.connect(path, **WHOLE)
    ws.transport.pause_reading()
    try:
        yield ws
    finally:
        ws.transport.abort()


async def until(true, pause=0.0):
    """Wait until something is true; pytest's timeout bounds it."""
    while not true():  # noqa: ASYNC110 - nothing in the step, or in the kernel, tells of it
        await asyncio.sleep(pause)


def sockets(server: ServerProcess) -> set[int]:
    """The ports of the clients to which the server's kernel still holds a connection."""
    found = psutil.Process(server.process.pid).net_connections()
    return {connection.raddr.port for connection in found if connection.raddr}


def port(ws) -> int:
    """The port of a client."""
    return int(ws.local_address[1])


def careless(server):
    """What of a log tells of a program that did not look after its tasks or its exceptions."""
    return [word for word in CARELESS if word in server.log]


async def say(member, *messages):
    """Say something, and hear it too before going on."""
    for message in messages:
        await member.send(message)
        heard = await member.recv()
        assert heard.rstrip("#") == message.rstrip("#")


# Buffers


def test_the_kernel_takes_some_mebibytes_for_somebody_who_does_not_read():
    with (
        listening.listen("127.0.0.1", 0) as listener,
        socket.create_connection(listener.getsockname()),
        contextlib.closing(listener.accept()[0]) as connection,
    ):
        connection.settimeout(0.5)
        taken = 0
        with contextlib.suppress(TimeoutError):
            while True:
                taken += connection.send(bytes(65536))
    assert 2 * MIB < taken < 10 * MIB


def test_the_picture_is_more_than_that():
    step = conversation.load(f"{HERE}/step1_pictures")
    assert step.picture("one") == "one" + "#" * 7_999_997


@pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_a_transport_keeps_64_kib_before_a_send_waits(loop):
    async def limit():
        near, far = socket.socketpair()
        running = asyncio.get_running_loop()
        transport, _ = await running.create_unix_connection(asyncio.Protocol, sock=near)
        high = transport.get_write_buffer_limits()[1]
        transport.abort()
        far.close()
        await asyncio.sleep(0)  # the transport closes its own end
        return high

    with asyncio.Runner(loop_factory=loop) as runner:
        assert runner.run(limit()) == 64 * 1024


async def test_the_send_goes_on_when_the_reader_is_gone():
    async with in_memory(f"{HERE}/step1_pictures") as server, server.connect("/news") as ben:
        async with frozen(server, "/pictures") as ann:
            await ann.send("go")
            assert [await ben.recv(), await ben.recv()] == ["sending one", "sending two"]
        await until(lambda: len(server.state.tasks) == 1)
    assert not careless(server)


# The outbox


def test_an_outbox_counts_messages_and_bytes():
    outbox = Outbox(messages=3, bound=10)
    for message in ("ab", b"cd", "ü"):
        assert not outbox.full()
        outbox.put_nowait(message)
    assert outbox.full(), "three messages"
    assert outbox.bytes == 6
    with pytest.raises(asyncio.QueueFull):
        outbox.put_nowait("x")
    assert [outbox.get_nowait() for _ in range(3)] == ["ab", b"cd", "ü"]
    assert outbox.bytes == 0


def test_an_outbox_takes_one_message_that_is_bigger_than_its_bound():
    outbox = Outbox(bound=10)
    outbox.put_nowait("x" * 9)
    assert not outbox.full()
    outbox.put_nowait("x" * 100)
    assert outbox.full()
    outbox = Outbox(bound=10)
    outbox.put_nowait("x" * 10)
    assert outbox.full()


def test_an_outbox_is_relieved_while_no_more_than_half_full():
    outbox = Outbox(messages=4, bound=10)
    assert outbox.relief.is_set()
    outbox.put_nowait("12345")
    assert outbox.relief.is_set()
    outbox.put_nowait("6")
    assert not outbox.relief.is_set()
    outbox.get_nowait()
    assert outbox.relief.is_set()
    outbox.get_nowait()
    for message, relieved in ("a", True), ("b", True), ("c", False):
        outbox.put_nowait(message)
        assert outbox.relief.is_set() is relieved, "three of four messages are too many"


def test_what_waits_is_what_will_be_sent():
    assert encoded({"type": "said"}) == '{"type": "said"}'
    assert encoded("hi") == "hi"
    assert encoded((1000, "bye")) == (1000, "bye")
    assert [size("hi"), size("grüß"), size(b"\x00"), size((1000, "bye"))] == [2, 6, 1, 2]
    assert (MESSAGES, SIZE) == (10_000, MIB)


def test_the_latest_of_each_name_keeps_its_place_and_its_bytes():
    latest = Latest()
    for message in ("acme 10", "bolt 5", "acme 100"):
        latest.put_nowait(message)
    assert latest.bytes == len("acme 100" + "bolt 5")
    assert [latest.get_nowait(), latest.get_nowait()] == ["acme 100", "bolt 5"]
    assert latest.empty()
    assert latest.bytes == 0


# A member that does not read is dropped before it costs much


async def keep_within_the_bound(server, path="/pictures"):
    """What waits for somebody who never reads is never more than the bound and one message."""
    async with server.connect(path, **WHOLE) as ben, frozen(server, path):
        await until(lambda: len(server.module.room.members) == 2)
        member = server.module.room.members[1]
        for word in map(str, range(10)):
            await say(ben, word)
            waiting = sum(size(message) for message in member.queue._queue)
            assert waiting <= SIZE + len(PICTURE), f"{waiting:,} bytes wait for one member"
        await until(lambda: member not in server.module.room.members)


async def test_with_an_outbox_little_waits():
    async with in_memory(f"{HERE}/step2_outbox") as server:
        await keep_within_the_bound(server)
    assert not careless(server)


async def test_with_a_bound_on_messages_alone_much_waits():
    async with in_memory(f"{HERE}/wrong_messages") as server:
        assert server.module.Member(None).queue.maxsize == 100
        with pytest.raises(AssertionError, match=r"\d\d,000,000 bytes wait for one member"):
            await keep_within_the_bound(server)


async def test_whoever_reaches_the_bound_is_out_at_once_and_nobody_waits(monkeypatch):
    async with in_memory(f"{HERE}/step2_outbox") as server:
        members = server.module.room.members
        async with server.connect("/pictures", **WHOLE) as ben, frozen(server, "/pictures"):
            await until(lambda: len(members) == 2)
            naps = naps_of(monkeypatch)
            await say(ben, "in the buffers", "in the writer's hand", "in the outbox")
            assert len(members) == 2
            await say(ben, "one too many")
            await until(lambda: len(members) == 1)
            assert sum(naps) == 0
    assert not careless(server)


async def test_the_last_room_of_chapter_3_waits_a_second(monkeypatch):
    async with in_memory(f"{HERE}/wrong_messages") as server:
        server.module.Member.tell.__globals__["LIMIT"] = 1
        members = server.module.room.members
        async with server.connect("/pictures", **WHOLE) as ben, frozen(server, "/pictures"):
            await until(lambda: len(members) == 2)
            naps = naps_of(monkeypatch)
            await say(ben, "in the buffers", "in the writer's hand", "in the queue", "too many")
            assert sum(naps) == pytest.approx(1.0)


def naps_of(monkeypatch):
    """The seconds that the room sleeps from now on, without its sleeping them."""
    naps: list[float] = []
    sleep = asyncio.sleep

    async def note(seconds):
        naps.append(seconds)
        await sleep(0)

    monkeypatch.setattr(asyncio, "sleep", note)
    return naps


async def go_on_beside_a_frozen_member(server, path="/pictures"):
    """Ben speaks and hears himself, whoever is frozen beside him."""
    async with frozen(server, path):
        ben = await server.connect(path, **WHOLE)
        try:
            await say(ben, *map(str, range(8)))
        finally:
            ben.transport.abort()


async def test_the_room_goes_on_beside_a_frozen_member():
    async with in_memory(f"{HERE}/step2_outbox") as server:
        await go_on_beside_a_frozen_member(server)
        assert not careless(server)


@pytest.mark.parametrize("step", ["wrong_wait", "wrong_close"])
async def test_a_room_that_waits_to_send_or_to_close_stops(step, monkeypatch):
    monkeypatch.setattr(conversation, "PATIENCE", 1)
    async with in_memory(f"{HERE}/{step}") as server:
        with pytest.raises(AssertionError, match="received nothing within 1 s"):
            await go_on_beside_a_frozen_member(server)


async def test_a_close_frame_stands_in_line_behind_what_waits():
    async with (
        in_memory(f"{HERE}/wrong_close") as server,
        frozen(server, "/pictures") as ann,
        server.connect("/pictures", **WHOLE) as ben,
    ):
        await say(ben, "one", "two", "three")
        await ben.send("four")
        await until(lambda: len(server.module.room.members) == 1)
        ann.transport.resume_reading()
        heard = [(await ann.recv()).rstrip("#"), (await ann.recv()).rstrip("#")]
        with pytest.raises(ConnectionClosedError) as end:
            await ann.recv()
        assert heard == ["one", "two"]
        assert end.value.rcvd
        assert (end.value.rcvd.code, end.value.rcvd.reason) == (4008, "too slow")


# A speaker waits for itself


@pytest.mark.real
@pytest.mark.proof
@pytest.mark.timeout(900)
async def test_a_flood_throws_nobody_out_who_reads(full):
    async with on_a_socket() as server:
        for _ in range(10 if full else 1):
            await flood(server, 1000, KIB_16)
            await flood(server, 300, 65_536)
    assert not careless(server)


async def speak_without_reading(ann, ben):
    """Ann fills the buffers, her writer's hand and half her outbox, and speaks once more."""
    for message in (PICTURE, PICTURE, "-" * (SIZE // 2), "over half"):
        await ann.send(message)
        assert await ben.recv() == message
    await ann.send("now she waits")


async def hear_a_flood(server, behind):
    """Ann says forty messages in one go; Ben begins to read when ``behind``, and hears all."""
    async with frozen(server) as ben, server.connect("/chat", **WHOLE) as ann:
        members = server.module.room.members
        await until(lambda: len(members) == 2)
        messages = [str(number).rjust(65_536, "#") for number in range(40)]
        async with asyncio.TaskGroup() as group:
            flood = group.create_task(say(ann, *messages))
            await until(lambda: behind(members[0].queue, flood))
            ben.transport.resume_reading()
            heard = []
            with contextlib.suppress(ConnectionClosedError):
                heard = [await ben.recv() for _ in messages]
        assert heard == messages, "Ben was put out"


async def test_a_flood_waits_for_somebody_who_is_behind_and_reads():
    async with in_memory(f"{HERE}/step3_speaker") as server:
        assert server.module.PACE == MIB
        server.module.PACE = 1  # byte a second, so that nothing but relief lets Ann go on
        await hear_a_flood(server, lambda outbox, flood: outbox.relief._waiters)
    assert not careless(server)


async def test_whoever_speaks_waits_for_others_alone_who_are_behind_and_by_its_bytes():
    step: Any = conversation.load(f"{HERE}/step3_speaker")
    waits = []

    class Saying:
        async def messages(self, member):
            yield "nobody is behind"
            for message in ("one", "two"):
                ben.queue.put_nowait(message)
            yield "#" * (step.PACE // 2)

    async def slow_down(seconds, behind):
        waits.append((seconds, behind))

    ann, ben, cleo = [SimpleNamespace(queue=Outbox(messages=2)) for _ in range(3)]
    room: Any = type("Room", (step.Isolated, Saying), {})()
    room.members, room.slow_down = [ann, ben, cleo], slow_down
    assert len([message async for message in room.messages(ann)]) == 2
    assert waits == [(0.5, [ben])]


async def test_to_be_slowed_down_ends_with_relief():
    step: Any = conversation.load(f"{HERE}/step3_speaker")
    ben = SimpleNamespace(queue=Outbox(messages=2))
    for message in ("one", "two"):
        ben.queue.put_nowait(message)
    slow = asyncio.create_task(step.room.slow_down(60, [ben]))
    await until(lambda: slow.done() or ben.queue.relief._waiters)
    assert not slow.done()
    ben.queue.get_nowait()
    await slow


async def test_what_others_say_is_heard_at_once_while_somebody_is_behind():
    """Whoever makes the flood pays with its next message; this one would have to wait 100 s."""
    async with (
        in_memory(f"{HERE}/step3_speaker") as server,
        frozen(server) as ben,
        server.connect("/chat", **WHOLE) as ann,
        server.connect("/chat", **WHOLE) as cleo,
    ):
        server.module.PACE = 1  # byte a second
        for message in (PICTURE, PICTURE, "-" * (SIZE // 2), "over half"):
            await ann.send(message)
            assert await ann.recv() == await cleo.recv() == message
        await cleo.send("x" * 100)
        assert await ann.recv() == await cleo.recv() == "x" * 100
        ben.transport.abort()
    assert not careless(server)


async def test_a_flood_that_waits_for_nobody_puts_him_out():
    async with in_memory(f"{HERE}/step3_speaker") as server:
        server.module.PACE = 1e12
        with pytest.raises(AssertionError, match="Ben was put out"):
            await hear_a_flood(server, lambda outbox, flood: flood.done())


async def test_who_does_not_hear_itself_is_slowed_down():
    async with (
        in_memory(f"{HERE}/step3_speaker") as server,
        frozen(server) as ann,
        server.connect("/chat", **WHOLE) as ben,
    ):
        await speak_without_reading(ann, ben)
        await say(ben, "goes on")
        ann.transport.resume_reading()
        assert await ben.recv() == "now she waits"
    assert not careless(server)


async def test_without_that_it_would_be_out():
    async with (
        in_memory(f"{HERE}/step2_outbox") as server,
        frozen(server, "/pictures") as ann,
        server.connect("/pictures", **WHOLE) as ben,
    ):
        for word in ("one", "two", "three"):
            await ann.send(word)
            assert (await ben.recv()).startswith(word)
        await ann.send("four")
        await until(lambda: len(server.module.room.members) == 1)


async def test_a_speaker_that_waits_for_itself_and_dies_is_heard_and_noticed():
    async with (
        in_memory(f"{HERE}/step3_speaker") as server,
        frozen(server) as ann,
        server.connect("/chat", **WHOLE) as ben,
    ):
        await speak_without_reading(ann, ben)
        members = server.module.room.members
        await until(lambda: members[0].queue.relief._waiters)  # "now she waits" has arrived
        ann.transport.abort()
        assert await ben.recv() == "now she waits"
        await until(lambda: len(members) == 1)
    assert not careless(server)


# Row: a client that never reads


async def speak_beside(server, seconds, rss):
    """Two members hear every message of 16 KiB, in order; whoever else is there never reads.

    ``rss`` is asked now and then for the server's memory; gives by how many bytes it grew at most.
    """
    before = most = rss()
    loop = asyncio.get_running_loop()
    ends = loop.time() + seconds
    async with server.connect("/chat") as ann, server.connect("/chat") as ben:
        for number in count():
            message = str(number).rjust(KIB_16, "#")
            await ann.send(message)
            for member in (ann, ben):
                assert await member.recv() == message
            if number % 100 == 0:
                most = max(most, rss())
            if loop.time() > ends and number > 1000:  # 16 MiB, whatever the machine is busy with
                return most - before


@pytest.mark.real
@pytest.mark.proof
async def test_one_that_never_reads_costs_little_and_its_socket_is_freed(full):
    async with (
        on_a_socket(deadline=10 if full else 1) as server,
        frozen(server) as stuck,
        asyncio.TaskGroup() as group,
    ):
        info = psutil.Process(server.process.pid).memory_info
        group.create_task(be_freed(server, stuck))
        assert await speak_beside(server, 20 if full else 2, lambda: info().rss) < 16 * MIB
    assert not careless(server)


async def be_freed(server, stuck):
    """Within 15 s from now, the server's kernel holds no connection to this client any more."""
    async with asyncio.timeout(15):
        await until(lambda: port(stuck) not in sockets(server), pause=0.1)


@pytest.mark.real
async def test_in_the_naive_room_one_that_never_reads_stops_the_others(monkeypatch):
    monkeypatch.setattr(conversation, "PATIENCE", 2)
    async with on_a_socket(NAIVE) as server, frozen(server):
        with pytest.raises(AssertionError, match="received nothing within 2 s"):
            await speak_beside(server, 20, int)


# The parts, in the chat that the exercises build


@pytest.mark.parametrize(
    "exercise",
    ["ch06_hooks/moderation", "ch07_lifecycle/goodbye", "ch07_lifecycle/one_seat"],
)
async def test_the_parts_fit_the_chat_of_the_exercises(exercise):
    module: Any = conversation.load(f"{exercise}/solution")
    outbox = importlib.import_module(f"tutorial_code.{HERE}.outbox")
    step = importlib.import_module(f"tutorial_code.{HERE}.step3_speaker")
    module.Member = type("Member", (outbox.Bounded, module.Member), {})
    module.rooms = defaultdict(type("Room", (step.Isolated, module.Room), {}))
    async with in_process.serve(module.api, **conversation.settings(module)) as server:
        found = await exercises.check(exercise, server, module)
    assert found.passed, found.message
    members = [member for room in module.rooms.values() for member in room.members]
    assert members == []
    assert not careless(server)


# The socket of one that never reads


async def put_out(server):
    """Speak beside a frozen client until it is out of the room."""
    async with server.connect("/chat", **WHOLE) as ben:
        await say(ben, PICTURE, PICTURE, *["-" * 700_000] * 3)


def test_a_connection_inherits_the_deadline():
    with (
        listening.listen("127.0.0.1", 0) as listener,
        socket.create_connection(listener.getsockname()),
        contextlib.closing(listener.accept()[0]) as connection,
    ):
        option = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
        assert option == 10_000 == listening.DEADLINE * 1000


def test_where_the_system_knows_no_such_deadline_it_listens_without(monkeypatch):
    deadline = socket.TCP_USER_TIMEOUT
    monkeypatch.delattr(socket, "TCP_USER_TIMEOUT")
    with listening.listen("127.0.0.1", 0) as listener:
        assert listener.getsockopt(socket.IPPROTO_TCP, deadline) == 0
        socket.create_connection(listener.getsockname()).close()


@pytest.mark.real
async def test_without_a_deadline_the_socket_stays_and_holds_up_the_stop():
    """The server with a deadline of 3 s is the clock: the other's pings time out after 2 s."""
    pings = ("--ws-ping-interval", "1", "--ws-ping-timeout", "1")
    async with (
        on_a_socket(deadline=3) as server,
        serve_step(f"{HERE}/step3_speaker", *pings) as plain,
    ):
        async with frozen(plain) as stuck, frozen(server) as freed:
            await put_out(plain)
            assert port(freed) in sockets(server)
            await put_out(server)  # which may take longer than the deadline
            await until(lambda: port(freed) not in sockets(server), pause=0.05)
            assert port(stuck) in sockets(plain)
            plain.process.send_signal(signal.SIGTERM)
            await plain.says("Waiting for connections to close")
            await server.stop()
            assert plain.process.returncode is None
        await plain.ends()  # now that its client has died


def test_a_port_in_use_is_said_in_one_line(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = "{}:{}".format(*taken.getsockname())
        monkeypatch.setenv("PORT", address.partition(":")[2])
        hint = "set HOST or PORT to another$"
        with pytest.raises(SystemExit, match=f"^cannot listen on {address}: .* in use.*; {hint}"):
            listening.serve(None)


@pytest.mark.parametrize(("host", "port"), [("192.0.2.1", "0"), ("127.0.0.1", "many")])
def test_so_is_an_address_that_is_none(host, port, monkeypatch):
    monkeypatch.setenv("HOST", host)
    monkeypatch.setenv("PORT", port)
    with pytest.raises(SystemExit, match=f"^cannot listen on {host}:{port}: .*; set HOST or PORT"):
        listening.listener()


@pytest.mark.parametrize(
    "without", [lambda env: env.delenv, lambda env: partial(env.setenv, value="")]
)
def test_a_setting_that_is_missing_or_empty_opens_no_door_to_others(without, monkeypatch):
    monkeypatch.setattr(listening, "listen", lambda host, port, deadline: (host, port))
    for name in ("HOST", "PORT"):
        monkeypatch.setenv(name, "x")
        without(monkeypatch)(name)
    assert listening.listener() == ("127.0.0.1", 5042)


@pytest.mark.parametrize(
    ("host", "family", "address"),
    [
        ("127.0.0.1", socket.AF_INET, "http://127.0.0.1:5042"),
        ("::1", socket.AF_INET6, "http://[::1]:5042"),
    ],
)
def test_the_address_may_be_of_either_family(host, family, address, monkeypatch):
    """Whether or not this machine has both."""

    def create_server(name, family):
        made = SimpleNamespace(family=family, setsockopt=lambda *option: None)
        made.getsockname = lambda: (*name, 0, 0)
        return made

    monkeypatch.setattr(socket, "create_server", create_server)
    listener = listening.listen(host, 5042)
    assert (listener.family, listening.address(listener)) == (family, address)


# Row: listeners leave by close frame, by reset, by kill -9, while one speaks

HANDSHAKE = "\r\n".join(
    [
        "GET /chat HTTP/1.1",
        "Host: 127.0.0.1",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "\r\n",
    ]
).encode()
LISTENERS = f"""
import socket, sys
connections = []
for _ in range(10):
    connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    connection.sendall({HANDSHAKE!r})
    connection.recv(16)
    connections.append(connection)
print("listening", flush=True)
sys.stdin.read()
"""


async def leave_while_one_speaks(server, rounds):
    """In each round ten listeners leave by close, ten by reset, ten by kill -9, and nobody else."""
    async with server.connect("/chat") as speaker, server.connect("/chat") as stays:
        numbers = count()
        for _ in range(rounds):
            leaving = asyncio.create_task(come_and_go(server))
            try:
                while not leaving.done():
                    await say(speaker, number := str(next(numbers)))
                    assert await stays.recv() == number
            finally:
                await leaving
        await say(speaker, "goodbye")
        assert await stays.recv() == "goodbye"


async def come_and_go(server):
    """Thirty listeners: the first ten close, the next ten reset, the last ten are killed."""
    async with AsyncExitStack() as stack:
        command = (sys.executable, "-S", "-E", "-c", LISTENERS, str(server.port))
        program = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        stack.push_async_callback(program.wait)
        stack.callback(kill, program)
        assert program.stdout
        assert await program.stdout.readline() == b"listening\n"
        members = [await server.connect("/chat", max_queue=None) for _ in range(20)]
        for leaves, resets in zip(members[:10], members[10:], strict=True):
            await leaves.close()
            resets.transport.abort()
        kill(program)


def kill(program):
    """Kill a program, if it still runs."""
    if program.returncode is None:
        program.kill()


@pytest.mark.real
@pytest.mark.proof
@pytest.mark.timeout(900)
async def test_listeners_leave_in_any_way_and_no_innocent_member_is_harmed(full):
    async with on_a_socket() as server:
        await leave_while_one_speaks(server, rounds=100 if full else 3)
        await server.stop()
    assert not careless(server)


@pytest.mark.real
async def test_in_the_naive_room_somebody_innocent_is_lost():
    async with on_a_socket(NAIVE) as server:
        lost = r"close frame|received nothing"
        with pytest.raises((ConnectionClosed, AssertionError), match=lost):
            await leave_while_one_speaks(server, rounds=20)


# Row: 200 members join and leave during a storm


async def storm(server, visitors, seed):
    """Five speak without a pause; visitors come, hear some, and go, in any order.

    Each stays for as many messages as chance says, and hears a piece of what was said without a
    gap; who stays hears all.
    """
    chance = random.Random(seed)
    plans = [(chance.randrange(30), chance.choice([close, drop])) for _ in range(visitors)]
    heard: list[list[str]] = [[] for _ in range(5)]
    over = asyncio.Event()

    async def hear(number, member, last):
        while not heard[number] or heard[number][-1] != last:
            heard[number].append(await member.recv())

    async def speak(number, member):
        for word in count():
            await member.send(f"{number}:{word}")
            await hear(number, member, f"{number}:{word}")
            if over.is_set():
                return

    async def visit(stay, leave):
        ws = await server.connect("/chat", max_queue=None)
        piece = [await ws.recv() for _ in range(stay)]
        await leave(ws)
        return piece

    async def visit_all():
        pieces = await asyncio.gather(*(visit(*plan) for plan in plans))
        over.set()
        return pieces

    async with AsyncExitStack() as stack:
        members = [await stack.enter_async_context(server.connect("/chat")) for _ in range(5)]
        visits = asyncio.create_task(visit_all())
        speaking = [asyncio.create_task(speak(*pair)) for pair in enumerate(members)]
        try:
            await asyncio.gather(*speaking, visits)  # raises what comes first
        finally:
            for task in (visits, *speaking):
                task.cancel()
            await asyncio.gather(visits, *speaking, return_exceptions=True)
        await members[0].send("the end")
        await asyncio.gather(*(hear(*pair, "the end") for pair in enumerate(members)))

    assert heard == [heard[0]] * 5, "all who stayed heard the same"
    for number in range(5):
        words = [message for message in heard[0] if message.startswith(f"{number}:")]
        assert words == [f"{number}:{word}" for word in range(len(words))], "and all of it"
    for piece in filter(None, visits.result()):
        start = heard[0].index(piece[0])
        assert piece == heard[0][start : start + len(piece)], "a visitor heard it without a gap"


async def storms(server, times):
    for seed in range(times):
        await storm(server, visitors=200, seed=seed)


async def close(member):
    await member.close()


async def drop(member):
    member.transport.abort()


@pytest.mark.real
@pytest.mark.proof
@pytest.mark.timeout(900)
async def test_two_hundred_come_and_go_in_a_storm_and_nothing_is_lost(full):
    async with on_a_socket() as server:
        await storms(server, 20 if full else 1)
        await server.stop()
    assert not careless(server)


@pytest.mark.real
async def test_in_the_naive_room_the_storm_takes_somebody_along():
    async with on_a_socket(NAIVE) as server:
        with pytest.raises(ConnectionClosed):
            await storms(server, 20)
