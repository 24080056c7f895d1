"""The chat room: what its first form does to innocent members, and that its last form does not."""

import asyncio
import csv
import re
import textwrap
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext, suppress
from functools import partial
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, ConnectionClosedError, InvalidStatus
from websockets.frames import Close, Frame, Opcode

from live import conversation, in_process
from live.wire import Record
from tests import chapters
from tests.processes import ROOT, serve_step
from tests.runtimes import in_memory
from tutorial_code.ch03_chat.side_by_side import side_by_side

NAIVE = "ch03_chat/step1_room"
COPY = "ch03_chat/step2_copy"
GUARD = "ch03_chat/step3_guard"
COUNT = "ch03_chat/step4_count"
QUEUE = "ch03_chat/step5_queue"
FINAL = "ch03_chat/step6_limit"
ROOMS = [NAIVE, COPY, GUARD, QUEUE, FINAL]

LIMIT = 10  # what the chapter says of step6_limit
PICTURE = "#" * 8_000_000
WHOLE: dict[str, Any] = {  # big messages, as big on the wire, and no patience at the end
    "max_size": None,
    "compression": None,
    "close_timeout": 0.2,
}
CARELESS = re.compile(
    "Traceback|Task was destroyed|never retrieved|never awaited|Exception in callback"
)


def test_the_chapter_holds_its_examples():
    assert chapters.count("ch03_chat", "snippet") == 18
    assert chapters.count("ch03_chat", "testcode") == 13
    assert chapters.count("ch03_chat", "csv-table") == 1


# What a room must do. Each check takes a server and fails with what went wrong.


async def speak_in_turn(server):
    """Three members: what any of them says reaches all, in one order; who left is not missed."""
    async with server.connect("/chat") as ann, server.connect("/chat") as ben:
        async with server.connect("/chat") as cleo:
            for speaker in (ann, ben, cleo, ann):
                for text in ("one", "grüß dich", ""):
                    await speaker.send(text)
                    for member in (ann, ben, cleo):
                        assert await member.recv() == text
        await ben.send("cleo left")
        for member in (ann, ben):
            assert await member.recv() == "cleo left"


async def own_up_to_a_bug(server):
    """What the room was not written for ends with 1011, and the log names the cause."""
    async with server.connect("/chat") as ann, server.connect("/chat") as ben:
        await ann.send(b"\x00")
        with pytest.raises(ConnectionClosedError) as end:
            await ann.recv()
        assert end.value.rcvd, "lost with 1006"
        assert end.value.rcvd.code == 1011
        await logged(server, "KeyError: 'text'")
        await ben.send("it goes on")  # and who crashed is no longer in the room
        assert await ben.recv() == "it goes on"


async def join_while_a_message_waits(server):
    """A member is slow, another speaks, a third joins: the speaker stays."""
    async with server.connect("/chat", **WHOLE) as ann, server.connect("/chat", **WHOLE) as slow:
        slow.transport.pause_reading()
        await ann.send(PICTURE)
        assert await ann.recv() == PICTURE
        await ann.send("hi")
        await (await ann.ping())  # its pong says that "hi" has arrived
        async with server.connect("/chat") as ben:
            slow.transport.resume_reading()
            assert await slow.recv() == PICTURE
            assert await slow.recv() == "hi"
            assert await ann.recv() == "hi"
            await ann.send("welcome")
            for member in (ann, slow, ben):
                assert await member.recv() == "welcome"


async def leave_while_one_speaks(server):
    """Thirty listeners leave one after the other; the speaker hears each word of its own."""
    listeners = [await server.connect("/chat", max_queue=None) for _ in range(30)]
    async with server.connect("/chat") as speaker:
        leaving = asyncio.create_task(close_each(listeners))
        try:
            count = 0
            while not leaving.done():
                await speaker.send(str(count))
                assert await speaker.recv() == str(count)
                count += 1
        finally:
            await leaving


async def close_each(members):
    for member in members:
        await member.close()


async def say_and_go(server):
    """Who speaks and leaves in the same breath is heard to the last word."""
    async with server.connect("/chat") as listener:
        hasty = await server.connect("/chat")
        goodbye = Frame(Opcode.CLOSE, Close(1000, "").serialize()).serialize(mask=True)
        hasty.transport.write(one_breath("one", "two", "three") + goodbye)
        for word in ("one", "two", "three"):
            assert await listener.recv() == word
        hasty.transport.abort()


def one_breath(*texts):
    """Messages that leave in one piece, and so arrive in one."""
    return b"".join(Frame(Opcode.TEXT, text.encode()).serialize(mask=True) for text in texts)


async def hear_it_all(server, messages):
    """One member never reads; two others receive each message of 500 kB, in order."""
    heard = {"ann": 0, "ben": 0}

    async def listen(name, member):
        for number in range(messages):
            assert await member.recv() == str(number).rjust(500_000, "#")
            heard[name] += 1

    async def speak(member):
        for number in range(messages):
            await member.send(str(number).rjust(500_000, "#"))

    async with AsyncExitStack() as stack:
        ann, ben, stuck = [
            await stack.enter_async_context(server.connect("/chat", **WHOLE)) for _ in range(3)
        ]
        stuck.transport.pause_reading()
        jobs = [listen("ann", ann), listen("ben", ben), speak(ann)]
        tasks = [asyncio.create_task(job) for job in jobs]
        try:
            await asyncio.gather(*tasks)
        except (AssertionError, ConnectionClosed) as error:
            raise AssertionError(f"of {messages} messages came {heard}: {error!r}") from error
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for member in (ann, ben, stuck):
                member.transport.abort()


async def hear_without_speaking(server):
    """Who has said nothing hears what is said, and hears it at once."""
    async with server.connect("/chat") as ann, server.connect("/chat") as ben:
        for text in ("one", "two"):
            await ann.send(text)
            assert await ann.recv() == text
            assert await ben.recv() == text


async def be_heard_while_it_is_sent_to(server):
    """The server waits to send to a member; what that member says arrives nevertheless."""
    async with server.connect("/chat", **WHOLE) as ann, server.connect("/chat", **WHOLE) as slow:
        slow.transport.pause_reading()
        for text in (PICTURE, "hi"):
            await ann.send(text)
            assert await ann.recv() == text
        await slow.send("one moment")
        assert await ann.recv() == "one moment"
        await ann.send("certainly")
        assert await ann.recv() == "certainly"
        slow.transport.abort()


async def notice_who_left(server, leave):
    """A visitor leaves, or its connection breaks: the one who stays is told."""
    async with server.connect("/count") as stays:
        assert await stays.recv() == "1 here"
        leaves = await server.connect("/count")
        assert await stays.recv() == "2 here"
        await leaves.send("what a visitor says is heard by nobody")
        await leave(leaves)
        assert await stays.recv() == "1 here"


async def close(member):
    await member.close()


async def drop(member):
    member.transport.abort()


async def logged(server, pattern):
    """Wait until the log holds the pattern."""
    if isinstance(server, in_process.InProcessServer):
        assert re.search(pattern, server.log), server.log
    else:
        await server.says(pattern)


def room_of(server):
    """Who is in the room that a step in memory keeps."""
    module = server.module
    return module.members if hasattr(module, "members") else module.queues


@asynccontextmanager
async def unrecorded(step: str) -> AsyncIterator[Any]:
    """Serve a step on a real socket, without keeping the hundreds of MB that its clients hear."""
    server: Any
    async with serve_step(step) as server:
        patient = conversation.PatientConnection
        server.connect = partial(server.connect, create_connection=patient)
        yield server


async def until(true):
    """Let the server work until something is true; pytest's timeout bounds it."""
    while not true():  # noqa: ASYNC110 - nothing in the step tells of it
        await asyncio.sleep(0)


# The smallest room


@pytest.mark.parametrize("step", [COPY, GUARD, QUEUE])
async def test_what_a_member_says_reaches_all(step):
    async with in_memory(step) as server:
        await speak_in_turn(server)
        assert not CARELESS.search(server.log)


@pytest.mark.parametrize("step", [NAIVE, FINAL])
async def test_what_a_member_says_reaches_all_on_each_runtime(serve, step):
    async with serve(step) as server:
        await speak_in_turn(server)
        assert not CARELESS.search(server.log)


@pytest.mark.parametrize("step", [*ROOMS, COUNT, "ch03_chat/wrong_take_turns"])
async def test_no_room_remembers_who_left(step):
    async with in_memory(step) as server:
        async with server.connect("/count" if step == COUNT else "/chat"):
            await until(lambda: len(room_of(server)) == 1)
        await until(lambda: not room_of(server))
        with pytest.raises(InvalidStatus, match="403"):
            await server.connect("/elsewhere")


async def test_the_room_owns_up_to_a_bug(serve):
    async with serve(NAIVE) as server:
        await own_up_to_a_bug(server)


@pytest.mark.parametrize("step", [COPY, GUARD, QUEUE, FINAL])
async def test_every_later_room_owns_up_to_a_bug(step):
    async with in_memory(step) as server:
        await own_up_to_a_bug(server)
        assert "never retrieved" not in server.log


async def test_catching_every_exception_hides_the_bug(serve):
    async with serve("ch03_chat/wrong_swallow") as server:
        with pytest.raises(AssertionError, match="lost with 1006"):
            await own_up_to_a_bug(server)
        await speak_in_turn(server)  # for the rest it is the same room
        assert "Traceback" not in server.log
        assert "KeyError" not in server.log


# Somebody joins while a send is suspended: row 9 of the symptoms


async def test_in_the_naive_room_a_join_while_a_message_waits_closes_the_speaker(serve):
    async with serve(NAIVE) as server:
        with pytest.raises(ConnectionClosedError) as end:
            await join_while_a_message_waits(server)
        assert end.value.rcvd
        assert end.value.rcvd.code == 1011
        await logged(server, "RuntimeError: Set changed size during iteration")


@pytest.mark.parametrize("step", [COPY, GUARD, QUEUE, FINAL])
async def test_a_join_while_a_message_waits_harms_nobody(step):
    async with in_memory(step) as server:
        await join_while_a_message_waits(server)
        assert not CARELESS.search(server.log)


# One dead member: row 10


@pytest.mark.proof
@pytest.mark.differs("race", "in_page")
async def test_in_the_naive_room_the_speaker_is_lost_when_listeners_leave(serve, full):
    rounds = 60 if full else 10
    lost = []
    async with serve(NAIVE) as server:
        for _ in range(rounds):
            try:
                await leave_while_one_speaks(server)
            except ConnectionClosedError as end:
                lost.append(str(end))
        await server.stop()
    assert set(lost) == {"no close frame received or sent"}  # 1006
    assert len(lost) > rounds / 4, "it is a race, which the speaker often loses"
    assert "Traceback" not in server.log  # the log does not say a word
    assert "Error" not in server.log


@pytest.mark.proof
@pytest.mark.parametrize("step", [GUARD, FINAL])
async def test_listeners_leave_and_the_speaker_speaks_on(serve, full, step):
    async with serve(step) as server:
        for _ in range(60 if full else 5):
            await leave_while_one_speaks(server)
        await server.stop()
    assert not CARELESS.search(server.log)


@pytest.mark.parametrize("step", [GUARD, QUEUE])
async def test_who_speaks_and_leaves_at_once_is_heard(step):
    async with in_memory(step) as server:
        await say_and_go(server)
    assert not CARELESS.search(server.log)


async def test_in_the_last_room_who_speaks_and_leaves_at_once_is_heard(serve):
    async with serve(FINAL) as server:
        for _ in range(5):
            await say_and_go(server)
        assert not CARELESS.search(server.log)


@pytest.mark.parametrize("step", [NAIVE, COPY])
async def test_without_a_guard_who_speaks_and_leaves_at_once_is_not(step, monkeypatch):
    monkeypatch.setattr(conversation, "PATIENCE", 0.5)
    async with in_memory(step) as server:
        with pytest.raises(AssertionError, match="received nothing"):
            await say_and_go(server)


async def test_after_a_failed_send_receive_text_refuses_what_the_client_had_said(monkeypatch):
    """Why the guarded room reads with ``receive()``."""
    monkeypatch.setattr(conversation, "PATIENCE", 0.5)
    async with in_memory(GUARD) as server:
        server.module.texts = lambda ws: ws.iter_text()
        with pytest.raises(AssertionError, match="received nothing"):
            await say_and_go(server)
        assert "WebSocketDisconnected: WebSocket is not connected" in server.log


async def break_the_protocol(server):
    """A member sends a frame without a mask while another speaks, who stays."""
    async with server.connect("/chat") as ann:
        vandal = await server.connect("/chat")
        await ann.send("hi")
        vandal.transport.write(b"\x81\x01x")
        assert await ann.recv() == "hi"
        await ann.send("still here")
        assert await ann.recv() == "still here"
        vandal.transport.abort()


@pytest.mark.parametrize("step", [GUARD, QUEUE, FINAL])
async def test_a_member_that_breaks_the_protocol_takes_nobody_along(step):
    async with in_memory(step) as server:
        await break_the_protocol(server)


async def test_a_guard_that_does_not_name_runtime_error_loses_the_speaker():
    async with in_memory(GUARD) as server:
        server.module.RuntimeError = ConnectionResetError
        with pytest.raises(ConnectionClosedError, match="1011"):
            await break_the_protocol(server)


# Reading and writing side by side: rows 1 and 15


@pytest.mark.parametrize("leave", [close, drop])
async def test_a_handler_that_reads_too_notices_who_left(serve, leave):
    async with serve(COUNT) as server:
        await notice_who_left(server, leave)
        assert not CARELESS.search(server.log)


@pytest.mark.parametrize("leave", [close, drop])
async def test_a_handler_that_only_sends_notices_nothing(leave, monkeypatch):
    monkeypatch.setattr(conversation, "PATIENCE", 0.5)
    async with in_memory("ch03_chat/wrong_only_sends") as server:
        assert server.module.SETTINGS == {"timeout_graceful_shutdown": 1}
        with pytest.raises(AssertionError, match="received nothing"):
            await notice_who_left(server, leave)


@pytest.mark.real
@pytest.mark.differs("process")
async def test_on_a_real_socket_too_a_handler_that_only_sends_notices_nothing(
    serve_real, monkeypatch
):
    monkeypatch.setattr(conversation, "PATIENCE", 1)
    async with serve_real("ch03_chat/wrong_only_sends") as server:
        with pytest.raises(AssertionError, match="received nothing"):
            await notice_who_left(server, drop)
        await server.stop()
    assert re.search(r"Cancel \d running task\(s\), timeout graceful shutdown", server.log)


async def test_a_visitor_that_comes_and_goes_at_once_leaves_no_trace():
    async with in_memory(COUNT) as server:
        for _ in range(20):
            (await server.connect("/count")).transport.abort()
        await until(lambda: not room_of(server))
    assert not CARELESS.search(server.log)


@pytest.mark.parametrize("step", ROOMS)
async def test_who_is_silent_hears_all_the_same(step):
    async with in_memory(step) as server:
        await hear_without_speaking(server)


async def test_in_turns_who_is_silent_hears_nothing(monkeypatch):
    monkeypatch.setattr(conversation, "PATIENCE", 0.5)
    async with in_memory("ch03_chat/wrong_take_turns") as server:
        with pytest.raises(AssertionError, match="received nothing"):
            await hear_without_speaking(server)


async def test_what_arrives_while_the_handler_waits_to_send_is_heard(serve):
    async with serve(FINAL) as server:
        await be_heard_while_it_is_sent_to(server)
        assert not CARELESS.search(server.log)


async def test_in_the_guarded_room_it_is_not_heard(monkeypatch):
    monkeypatch.setattr(conversation, "PATIENCE", 2)
    async with in_memory(GUARD) as server:
        with pytest.raises(AssertionError, match="received nothing"):
            await be_heard_while_it_is_sent_to(server)


async def test_side_by_side_the_first_to_end_ends_the_others():
    ended = []

    async def wait_for_ever():
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append("cancelled and waited for")

    await side_by_side(wait_for_ever(), asyncio.sleep(0), wait_for_ever())
    assert len(ended) == 2


async def test_side_by_side_a_bug_in_one_job_is_not_lost():
    async def stumble():
        raise LookupError("a bug")

    with pytest.raises(LookupError, match="a bug"):
        await side_by_side(asyncio.Event().wait(), stumble())


async def test_side_by_side_all_end_when_the_whole_is_cancelled():
    ended = asyncio.Event()

    async def wait_for_ever():
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    whole = asyncio.create_task(side_by_side(wait_for_ever(), wait_for_ever()))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    whole.cancel()
    with pytest.raises(asyncio.CancelledError):
        await whole
    assert ended.is_set()


# One member that never reads: row 11


@pytest.mark.real
@pytest.mark.differs("buffers")
@pytest.mark.proof
async def test_in_the_naive_room_one_that_never_reads_stops_all(serve_real, full, monkeypatch):
    monkeypatch.setattr(conversation, "PATIENCE", 5 if full else 3)
    async with serve_real(NAIVE) as server:
        with pytest.raises(AssertionError, match="of 40 messages came") as failure:
            await hear_it_all(server, messages=40)
    heard = [int(count) for count in re.findall(r": (\d+)", str(failure.value))]
    assert all(4 <= count <= 20 for count in heard[:2]), failure.value  # about 4 MiB


@pytest.mark.real
@pytest.mark.proof
async def test_in_the_last_room_one_that_never_reads_is_not_waited_for(full):
    async with unrecorded(FINAL) as server:
        for _ in range(10 if full else 1):
            await hear_it_all(server, messages=40)
        await hear_it_all(server, messages=400 if full else 100)
        await server.stop()
    assert not CARELESS.search(server.log)


@pytest.mark.parametrize("step", [QUEUE, FINAL])
async def test_nobody_waits_in_process_either(step):
    async with in_memory(step) as server:
        await hear_it_all(server, messages=40)
    assert not CARELESS.search(server.log)


async def fall_behind(server, ann, stuck, messages):
    """``stuck`` does not read; ``ann`` says so many messages beyond what the buffers take."""
    stuck.transport.pause_reading()
    for text in (PICTURE, "in the writer's hand", *map(str, range(messages))):
        await ann.send(text)
        assert await ann.recv() == text


async def test_a_queue_that_is_just_full_is_no_reason_to_go():
    async with in_memory(FINAL) as server, server.connect("/chat", **WHOLE) as ann:
        stuck = await server.connect("/chat", **WHOLE)
        await fall_behind(server, ann, stuck, LIMIT)
        assert len(room_of(server)) == 2
        stuck.transport.resume_reading()
        for text in (PICTURE, "in the writer's hand", *map(str, range(LIMIT))):
            assert await stuck.recv() == text
        await ann.send("welcome back")
        assert await stuck.recv() == "welcome back"
        await stuck.close()


async def test_one_message_more_and_the_member_is_out():
    async with in_memory(FINAL) as server, server.connect("/chat", **WHOLE) as ann:
        stuck = await server.connect("/chat", **WHOLE)
        await fall_behind(server, ann, stuck, LIMIT + 1)
        assert len(room_of(server)) == 1
        await until(lambda: not writers())  # its tasks have ended, though it reads nothing
        stuck.transport.abort()
    assert not CARELESS.search(server.log)


def writers():
    """The tasks that write for a member whose queue is full."""
    coroutines: list[Any] = [task.get_coro() for task in asyncio.all_tasks()]
    writing = [each for each in coroutines if each.__name__ == "write"]
    return [each for each in writing if each.cr_frame.f_locals["queue"].full()]


async def come_back_in_time(server):
    """The queue of a member is full, and one more message comes; then the member reads again."""
    async with server.connect("/chat", **WHOLE) as ann, server.connect("/chat", **WHOLE) as slow:
        await fall_behind(server, ann, slow, LIMIT)
        await ann.send("one more")
        await (await ann.ping())  # its pong says that the message has arrived
        slow.transport.resume_reading()
        for text in (PICTURE, "in the writer's hand", *map(str, range(LIMIT)), "one more"):
            assert await slow.recv() == text
        assert await ann.recv() == "one more"


async def test_who_is_behind_has_a_moment_to_catch_up(serve):
    async with serve(FINAL) as server:
        await come_back_in_time(server)
        assert not CARELESS.search(server.log)


async def test_without_that_moment_it_would_be_out():
    async with in_memory(FINAL) as server:
        server.module.range = lambda _: ()
        with pytest.raises(ConnectionClosedError):
            await come_back_in_time(server)


async def test_the_moment_is_a_second_and_comes_once(monkeypatch):
    async with in_memory(FINAL) as server, server.connect("/chat", **WHOLE) as ann:
        stuck = await server.connect("/chat", **WHOLE)
        await fall_behind(server, ann, stuck, LIMIT)
        naps = []
        sleep = asyncio.sleep

        async def count(seconds):
            naps.append(seconds)  # in all: the second message meets no full queue
            await sleep(0)

        monkeypatch.setattr(asyncio, "sleep", count)
        for text in ("one more", "and another"):
            await ann.send(text)
            assert await ann.recv() == text
        monkeypatch.undo()
        assert sum(naps) == pytest.approx(1.0)
        assert len(room_of(server)) == 1
        stuck.transport.abort()


async def flood(server, messages, size):
    """A member speaks as fast as it can, and two that read hear all of it, in order."""
    async with (
        server.connect("/chat", **WHOLE) as ann,
        server.connect("/chat", **WHOLE) as ben,
        asyncio.TaskGroup() as group,
    ):

        async def hear(member):
            for number in range(messages):
                assert await member.recv() == str(number).rjust(size, "#")

        group.create_task(hear(ann))
        group.create_task(hear(ben))
        for number in range(messages):
            await ann.send(str(number).rjust(size, "#"))


@pytest.mark.real
@pytest.mark.proof
async def test_a_flood_throws_nobody_out_who_reads(full):
    async with unrecorded(FINAL) as server:
        for _ in range(20 if full else 1):
            await flood(server, messages=400, size=50_000)
            await flood(server, messages=2000, size=5_000)
        await server.stop()
    assert not CARELESS.search(server.log)


@asynccontextmanager
async def room_of_the_exercises(limit: int) -> AsyncIterator[Any]:
    """Serve the exercises' room with so short a queue for each member; ``server.room`` is it."""
    module = conversation.load("ch03_chat/presence/solution")
    module.names.plain.LIMIT = limit
    server: Any
    async with in_process.serve(module.api) as server:
        server.connect = conversation.recorded(server.connect, Record())
        server.module, server.room = module.names.plain, module.room
        yield server
    assert not CARELESS.search(server.log)


async def enter(server, name):
    member = await server.connect("/chat", **WHOLE)
    await member.send(name)
    assert (await member.recv()).startswith("here: ")
    return member


async def test_in_the_room_of_the_exercises_too_one_that_never_reads_leaves_alone():
    async with room_of_the_exercises(limit=2) as server:
        ann, stuck = await enter(server, "ann"), await enter(server, "stuck")
        assert await ann.recv() == "* stuck joined"
        stuck.transport.pause_reading()
        for text in (PICTURE, "in the writer's hand", "1", "2", "one too many"):
            await ann.send(text)
            assert await ann.recv() == f"ann: {text}"
        assert await ann.recv() == "* stuck left"
        stuck.transport.abort()
        await ann.close()


async def crowd_in_the_room_of_the_exercises(server):
    """Fifty members speak in the same moment, with no patience for anybody, and hear it all."""
    server.module.range = lambda _: ()
    names = [f"member {number}" for number in range(50)]
    members = [await enter(server, name) for name in names]
    for place, member in enumerate(members):
        for later in names[place + 1 :]:
            assert await member.recv() == f"* {later} joined"
    for member in members:
        await member.send("I speak at once")
    for member in members:
        assert {await member.recv() for _ in names} == {
            f"{name}: I speak at once" for name in names
        }
    for member in members:
        member.transport.abort()


async def test_in_the_room_of_the_exercises_too_a_crowd_takes_turns():
    async with room_of_the_exercises(limit=1) as server:
        await crowd_in_the_room_of_the_exercises(server)


async def test_without_turns_that_room_would_throw_members_out():
    async with room_of_the_exercises(limit=1) as server:
        server.room.turn = nullcontext()
        with pytest.raises(ConnectionClosedError):
            await crowd_in_the_room_of_the_exercises(server)


@pytest.mark.parametrize("leave", [close, drop])
async def test_a_member_can_leave_while_its_queue_is_full(leave):
    async with in_memory(FINAL) as server, server.connect("/chat", **WHOLE) as ann:
        stuck = await server.connect("/chat", **WHOLE)
        await fall_behind(server, ann, stuck, LIMIT)
        assert len(room_of(server)) == 2
        await leave(stuck)
        await until(lambda: len(room_of(server)) == 1)
        await ann.send("gone")
        assert await ann.recv() == "gone"
        assert not writers()
    assert not CARELESS.search(server.log)


async def speak_at_once(server, members):
    """All members speak in the same moment; each hears all, and all in the same order."""
    async with AsyncExitStack() as stack:
        crowd = [
            await stack.enter_async_context(server.connect("/chat", max_queue=None))
            for _ in range(members)
        ]
        for number, member in enumerate(crowd):
            await member.send(str(number))
        heard = [[await member.recv() for _ in crowd] for member in crowd]
        assert all(sorted(map(int, texts)) == list(range(members)) for texts in heard)
        assert all(texts == heard[0] for texts in heard), "each heard another order"


async def test_a_crowd_that_speaks_at_once_loses_nobody(serve):
    async with serve(FINAL) as server:
        await speak_at_once(server, 5 * LIMIT)
        assert not CARELESS.search(server.log)


async def test_a_crowd_takes_turns_however_short_queues_and_patience():
    async with in_memory(FINAL) as server:
        server.module.LIMIT = 1
        server.module.range = lambda _: ()
        await speak_at_once(server, 50)


async def test_without_turns_such_a_crowd_would_throw_members_out():
    async with in_memory(FINAL) as server:
        server.module.LIMIT = 1
        server.module.range = lambda _: ()
        server.module.turn = nullcontext()
        with pytest.raises(ConnectionClosedError):
            await speak_at_once(server, 50)


async def test_the_writers_have_their_turn_and_nobody_naps(monkeypatch):
    """A hundred messages in one breath fill no queue of ten when all members read."""
    naps = []
    sleep = asyncio.sleep

    async def count(seconds):
        if 0 < seconds < 1:  # the client's own pings sleep longer
            naps.append(seconds)
        await sleep(seconds)

    async with in_memory(FINAL) as server, server.connect("/chat", max_queue=None) as ann:
        monkeypatch.setattr(asyncio, "sleep", count)
        words = list(map(str, range(100)))
        ann.transport.write(one_breath(*words))
        assert [await ann.recv() for _ in words] == words
        monkeypatch.undo()
    assert not naps


# All of it at once


@pytest.mark.proof
async def test_the_last_room_survives_all_of_it(serve, full):
    """One never reads, one is killed, others come and go: two hear every word, in order."""
    words = 400 if full else 60
    async with serve(FINAL) as server, AsyncExitStack() as stack:
        ann, ben, stuck, killed = [
            await stack.enter_async_context(server.connect("/chat", **WHOLE)) for _ in range(4)
        ]
        stuck.transport.pause_reading()
        killed.transport.pause_reading()

        async def come_and_go():
            while True:
                passer_by = await server.connect("/chat", **WHOLE)
                await passer_by.recv()
                await passer_by.close()

        passing = asyncio.create_task(come_and_go())
        try:
            for number in range(words):
                speaker = (ann, ben)[number % 2]
                text = str(number).rjust(200_000, "#")
                await speaker.send(text)
                assert await ann.recv() == text
                assert await ben.recv() == text
                if number == words // 3:
                    killed.transport.abort()
                assert not passing.done(), passing.exception()
        finally:
            passing.cancel()
            with suppress(asyncio.CancelledError, ConnectionClosed):
                await passing
            stuck.transport.abort()
        assert not CARELESS.search(server.log)


# The conversations that the chapter holds with a room that breaks


async def test_the_chapter_shows_how_a_join_breaks_the_naive_room(serve):
    async with serve(NAIVE) as server:
        await conversation.load_talk("ch03_chat/naive_join")(server.connect)
        await logged(server, "RuntimeError: Set changed size during iteration")
        shown = (ROOT / "docs/ch03_chat.rst").read_text(encoding="utf-8")
        assert textwrap.indent(server.record.as_text(), "   ") in shown


# The table of the chapter


async def verdict(step, talk):
    """Hold the conversation of one step with another, and say how it ended."""
    hold = conversation.load_talk(f"ch03_chat/{talk}")
    async with in_memory(f"ch03_chat/{step}") as server:
        try:
            await hold(partial(server.connect, close_timeout=0.1))
        except (ConnectionClosedError, AssertionError) as end:
            how = {
                "received 1011": "the speaker is closed with 1011",
                "no close frame received or sent": "the speaker is lost with 1006",
                "the client received nothing": "the room stands still",
                "still in the room: 1 came": "its queue grows without end",
            }
            return next((said for text, said in how.items() if str(end).startswith(text)), end)
    return "holds"


with (ROOT / "docs/tables/ch03_rooms.csv").open(encoding="utf-8") as file:
    TABLE = list(csv.DictReader(file))


@pytest.mark.parametrize("row", TABLE, ids=[row["what happens"] for row in TABLE])
async def test_the_table_of_rooms_says_what_is_so(row):
    told = {step: end for step, end in row.items() if step.startswith("step")}
    ends = await asyncio.gather(*(verdict(step, row["its conversation"]) for step in told))
    assert dict(zip(told, ends, strict=True)) == told


def test_the_table_of_rooms_is_whole():
    assert [row["its conversation"] for row in TABLE] == [
        step.removeprefix("ch03_chat/") for step in ROOMS[1:]
    ]


# One process only: row 8


@pytest.mark.real
async def test_two_workers_are_two_rooms():
    """With two workers a broadcast reaches only those whom chance led to the same process."""
    server: Any
    async with serve_step(FINAL, "--workers", "2") as server, AsyncExitStack() as stack:
        await server.says("(?s)startup complete.*startup complete")
        server.connect = conversation.recorded(server.connect, Record())
        ann = await stack.enter_async_context(server.connect("/chat"))
        for number in range(60):
            other = await stack.enter_async_context(server.connect("/chat"))
            await ann.send(str(number))
            assert await ann.recv() == str(number)
            await (await other.ping())  # what its own server had to say to it has come
            try:
                async with asyncio.timeout(0.05):
                    assert await other.recv() == str(number)
            except TimeoutError:
                break  # it stands in the other room
        else:
            raise AssertionError("60 clients in one of two processes")
        await other.send("hello?")
        assert await other.recv() == "hello?"


@pytest.mark.real
async def test_one_worker_is_one_room():
    server: Any
    async with serve_step(FINAL, "--workers", "1") as server, AsyncExitStack() as stack:
        await server.says("startup complete")
        server.connect = conversation.recorded(server.connect, Record())
        members = [await stack.enter_async_context(server.connect("/chat")) for _ in range(12)]
        await members[0].send("hi")
        for member in members:
            assert await member.recv() == "hi"


# The room that the exercises add to, piece by piece


def full_member(room):
    """A member for whom as many messages wait as may."""
    member = room.Member(None)
    for number in range(100):
        member.tell(str(number))
    return member


def test_a_hundred_messages_may_wait_for_a_member_and_no_more():
    member = full_member(conversation.load("ch03_chat/room"))
    assert not member.too_slow.is_set()
    member.tell("one more")
    assert member.too_slow.is_set()


async def test_who_speaks_waits_until_the_others_have_room_again():
    module = conversation.load("ch03_chat/room")
    room, member = module.Room(), full_member(module)
    room.join(member)
    speaks = asyncio.create_task(room.catch_up())
    for _ in range(5):
        await asyncio.sleep(0)
    assert not speaks.done()
    member.queue.get_nowait()
    await speaks


async def test_a_room_that_forgets_nobody_still_lets_the_last_one_leave_quietly(serve):
    async with serve("ch03_chat/predict_no_finally") as server:
        async with server.connect("/chat") as ann:
            await ann.send("hello")
            assert await ann.recv() == "hello"
        with suppress(ConnectionClosed):
            async with server.connect("/chat") as ben:
                await ben.ping()
    assert "WebSocketDisconnect: (1000" not in server.log
