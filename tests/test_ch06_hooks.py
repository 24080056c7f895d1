"""Who gets past the hooks, what the others see, and the mistakes that chapter 6 shows."""

import asyncio
import contextlib
import csv
import hmac
import json
import re
import runpy
import shlex
import sys
import time
from types import SimpleNamespace

import pytest
import responder
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from websockets.exceptions import ConnectionClosedError, InvalidStatus

from live import conversation, exercises, in_process
from live.wire import Record
from tests import chapters, raw_frames
from tests.processes import TRACEBACK, serve_command
from tests.test_conversations import assert_clean, close, in_a_hurry, killed, leaving, reset
from tutorial_code.ch06_hooks.step5_ticket_talk import buy

TOKEN = {"Authorization": "Bearer s3cret"}
NOT_THE_TOKEN = [
    {},
    {"Authorization": ""},
    {"Authorization": "s3cret"},
    {"Authorization": "Bearer"},
    {"Authorization": "Bearer "},
    {"Authorization": "Bearer s3cre"},
    {"Authorization": "Bearer s3cret2"},
    {"Authorization": "Bearer S3CRET"},
    {"Authorization": "Bearer s3crét"},
    {"Cookie": "token=s3cret"},
]
BY_HEADER = ["step1_token", "step3_close_code", "step4_denial", "wrong_401", "wrong_early_code"]
REFUSALS = list(
    csv.DictReader(
        (chapters.DOCS / "tables/ch06_refusals.csv").read_text(encoding="utf-8").splitlines()
    )
)


OPEN = """url => new Promise(done => {
  const seen = [];
  const ws = new WebSocket(url);
  ws.onopen = () => { seen.push("open"); ws.send("hello"); };
  ws.onmessage = event => { seen.push(event.data); ws.close(1000); };
  ws.onclose = event =>
    done({seen, code: event.code, reason: event.reason, clean: event.wasClean});
})"""
REFUSED = {"seen": [], "code": 1006, "reason": "", "clean": False}


def test_the_chapter_holds_its_examples():
    assert chapters.count("ch06_hooks", "snippet") == 19
    assert chapters.count("ch06_hooks", "testcode") == 11
    assert chapters.count("ch06_hooks", "csv-table") == 1


@contextlib.asynccontextmanager
async def served(api):
    """Serve an application that this file made, in process."""
    async with in_process.serve(api) as server:
        yield server


def step(name):
    """Serve a step in process, where the runtime has no say in what is asked."""
    return served(conversation.load(name).api)


def echo_behind(*hooks, **options):
    """An echo at /ws behind hooks; its first message is who the hooks say came."""
    api = responder.API(sessions=False)
    for hook in hooks:
        api.before_request(websocket=True)(hook)

    @api.route("/ws", websocket=True, **options)
    async def echo(ws):
        await ws.accept()
        await ws.send_text(f"user: {getattr(ws.state, 'user', None)}")
        async for message in ws.iter_text():
            await ws.send_text(f"Echo: {message}")

    return api


async def refuse(ws):
    await ws.close()


async def is_served(server, path="/ws", **options):
    """Come in and be answered."""
    async with server.connect(path, **options) as ws:
        await ws.send("hello")
        assert await ws.recv() == "Echo: hello"


async def is_refused(server, path="/ws", **options):
    """Be refused before the connection opens, and give the HTTP status."""
    with pytest.raises(InvalidStatus) as refusal:
        async with server.connect(path, **options):
            pass
    return refusal.value.response.status_code


# The guard, and the hooks that look like one


async def guard(server):
    """The check that the guard passes: only the token is let in, and who has it is served."""
    await is_served(server, additional_headers=TOKEN)
    for headers in NOT_THE_TOKEN:
        assert await is_refused(server, additional_headers=headers) == 403
    await is_served(server, additional_headers=TOKEN)
    assert TRACEBACK not in server.log


async def test_only_the_token_opens_the_door(serve):
    async with serve("ch06_hooks/step1_token") as server:
        await guard(server)


async def test_a_hook_for_http_leaves_the_socket_open(serve):
    async with serve("ch06_hooks/wrong_http_hook") as server:
        with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
            await guard(server)
        assert (await get(server, "/"))[0] == 401
        assert await get(server, "/", "Authorization: Bearer s3cret") == (200, "You are in.")


async def get(server, path, *headers):
    """The status and body of an HTTP answer."""
    reader, writer = await server.open_connection()
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *headers, "", ""]
    writer.write("\r\n".join(lines).encode())
    head, _, body = (await reader.read()).decode().partition("\r\n\r\n")
    writer.close()
    return int(head.split()[1]), body


async def test_a_hook_that_accepts_throws_out_everyone_that_the_handler_accepts_again(serve):
    async with serve("ch06_hooks/wrong_hook_accepts") as server:
        with pytest.raises(ConnectionClosedError) as failure:
            await guard(server)
        assert failure.value.rcvd
        assert failure.value.rcvd.code == 1011
        assert (
            'RuntimeError: Expected ASGI message "websocket.send" or "websocket.close", '
            "but got 'websocket.accept'"
        ) in server.log
        assert await is_refused(server) == 403  # its else: only the token gets that far


STEPS = [name for name in conversation.steps() if re.match("ch06_hooks/(step|wrong)", name)]
GUARDS = [name for name in STEPS if "http_hook" not in name]


@pytest.mark.parametrize("name", GUARDS)
async def test_each_guard_compares_in_constant_time(name, monkeypatch):
    compared = []

    def compare(given, wanted):
        compared.append((given, wanted))
        return given == wanted

    monkeypatch.setattr(hmac, "compare_digest", compare)
    await conversation.hold_in_process(name)
    assert compared, f"{name} compares its secret in another way"
    assert all(isinstance(side, bytes) for pair in compared for side in pair)


def test_text_that_is_not_ascii_can_not_be_compared_in_constant_time():
    with pytest.raises(TypeError):
        hmac.compare_digest("s3crét", "s3cret")


async def test_a_hook_that_does_nothing_lets_the_client_in():
    async def look(ws):
        pass

    async with served(echo_behind(look)) as server, server.connect("/ws") as ws:
        assert await ws.recv() == "user: None"


async def test_what_a_hook_returns_is_ignored():
    async def say_no(ws):
        return False

    async with served(echo_behind(say_no)) as server, server.connect("/ws") as ws:
        assert await ws.recv() == "user: None"


async def test_close_without_await_leaves_the_door_open():
    async def close(ws):
        ws.close()

    def close_in_a_thread(ws):
        ws.close()

    for hook in close, close_in_a_thread:
        with pytest.warns(RuntimeWarning, match=r"coroutine 'WebSocket.close' was never awaited"):
            async with served(echo_behind(hook)) as server, server.connect("/ws") as ws:
                assert await ws.recv() == "user: None"


async def test_a_hook_that_raises_lets_nobody_in():
    async def stumble(ws):
        raise ZeroDivisionError

    async with served(echo_behind(stumble)) as server:
        assert await is_refused(server) == 403
        assert TRACEBACK in server.log


SYNCHRONOUS = """
import threading
import responder
from starlette.exceptions import HTTPException

api = responder.API(sessions=False)

@api.before_request(websocket=True)
def look(ws):
    if "token" not in ws.query_params:
        raise HTTPException(401)
    ws.state.in_the_loop = threading.current_thread() is threading.main_thread()

@api.route("/ws", websocket=True)
async def tell(ws):
    await ws.accept()
    await ws.send_text(f"in the main thread: {ws.state.in_the_loop}")
    await ws.close()

api.run(address="127.0.0.1")
"""


def serve_source(source):
    """Serve a program that is not worth a file of the tutorial, in a process of its own."""
    return serve_command(sys.executable, "-c", source)


@pytest.mark.real
async def test_a_hook_without_async_runs_in_a_thread_and_refuses_by_raising():
    async with serve_source(SYNCHRONOUS) as server:
        async with server.connect("/ws?token") as ws:
            assert await ws.recv() == "in the main thread: False"
        assert await is_refused(server) == 403


# What the hook learned


async def test_each_user_is_called_by_name():
    async with step("ch06_hooks/step2_user") as server:
        for user in "ada", "bob":
            token = {"Authorization": f"Bearer s3cret-of-{user}"}
            async with server.connect("/ws", additional_headers=token) as ws:
                assert await ws.recv() == f"Hello, {user}."
                for word in "one", "two":
                    await ws.send(word)
                    assert await ws.recv() == f"{user} said: {word}"
        for headers in [*NOT_THE_TOKEN, TOKEN, {"Authorization": "s3cret-of-ada"}]:
            assert await is_refused(server, additional_headers=headers) == 403
        assert TRACEBACK not in server.log


# Ways to refuse


async def say_why(server):
    """The check that accept-then-close passes: the refused client has a code and a reason."""
    await is_served(server, additional_headers=TOKEN)
    for headers in NOT_THE_TOKEN:
        async with server.connect("/ws", additional_headers=headers) as ws:
            with pytest.raises(ConnectionClosedError):
                await ws.recv()
            assert (ws.close_code, ws.close_reason) == (4401, "token missing or wrong")
    assert TRACEBACK not in server.log


async def test_accept_then_close_says_why(serve):
    async with serve("ch06_hooks/step3_close_code") as server:
        await say_why(server)


async def test_a_close_code_before_accept_arrives_as_403(serve):
    async with serve("ch06_hooks/wrong_early_code") as server:
        with pytest.raises(InvalidStatus) as refusal:
            await say_why(server)
        assert refusal.value.response.status_code == 403
        assert refusal.value.response.body == b""
    module = conversation.load("ch06_hooks/wrong_early_code")
    with (
        pytest.raises(WebSocketDisconnect) as shown,
        TestClient(module.api) as client,
        client.websocket_connect("/ws"),
    ):
        pass
    assert (shown.value.code, shown.value.reason) == (4401, "token missing or wrong")


async def say_401(server):
    """The check that the denial passes: the refused client has an HTTP 401 with its body."""
    await is_served(server, additional_headers=TOKEN)
    for headers in NOT_THE_TOKEN:
        with pytest.raises(InvalidStatus) as refusal:
            await server.connect("/ws", additional_headers=headers)
        response = refusal.value.response
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"] == "Bearer"
        assert response.headers["Content-Type"] == "application/json"
        assert json.loads(response.body) == {"error": "token missing or wrong"}
    assert TRACEBACK not in server.log


async def test_a_denial_response_says_401(serve):
    async with serve("ch06_hooks/step4_denial") as server:
        await say_401(server)


async def test_an_http_exception_arrives_as_403(serve):
    async with serve("ch06_hooks/wrong_401") as server:
        with pytest.raises(AssertionError, match="403 == 401"):
            await say_401(server)
    module = conversation.load("ch06_hooks/wrong_401")
    with pytest.raises(HTTPException, match="401: token missing or wrong"):
        await module.check_token(type("Ws", (), {"headers": {}}))


async def test_an_http_exception_after_accept_closes_with_1008():
    async def accept_and_raise(ws):
        await ws.accept()
        raise HTTPException(401)

    async with served(echo_behind(accept_and_raise)) as server, server.connect("/ws") as ws:
        with pytest.raises(ConnectionClosedError):
            await ws.recv()
        assert ws.close_code == 1008


@pytest.mark.differs("log", "in_process")
async def test_a_denial_logs_a_line_that_is_wrong(serve):
    async with serve("ch06_hooks/step4_denial") as server:
        assert await is_refused(server) == 401
        await server.says('"WebSocket /ws" 401')
        await server.says("ERROR: +ASGI callable returned without completing handshake.")


@pytest.mark.differs("log", "in_process")
async def test_accept_then_close_logs_accepted(serve):
    async with serve("ch06_hooks/step3_close_code") as server:
        async with server.connect("/ws") as ws:
            with pytest.raises(ConnectionClosedError):
                await ws.recv()
        await server.says(r'"WebSocket /ws" \[accepted\]')


async def test_without_the_extension_a_denial_still_refuses():
    rich = conversation.load("ch06_hooks/step4_denial").api

    async def poor_server(scope, receive, send):
        scope.pop("extensions", None)
        await rich(scope, receive, send)

    async with served(poor_server) as server:
        await is_served(server, additional_headers=TOKEN)
        assert await is_refused(server) == 403
        assert "RuntimeError: The server doesn't support the Websocket Denial" in server.log


def program_of(row):
    return f"ch06_hooks/{row['Program'].strip('`')}"


def test_the_table_holds_each_way_to_refuse():
    assert {program_of(row).removeprefix("ch06_hooks/") for row in REFUSALS} == set(BY_HEADER)


async def what_a_program_sees(server):
    """What crosses the wire, and what the library makes of it, in the table's words."""
    record = Record()
    try:
        async with conversation.recorded(server.connect, record)("/ws") as ws:
            with pytest.raises(ConnectionClosedError):
                await ws.recv()
            sees = str(ws.close_code)
    except InvalidStatus as refusal:
        body = " and its body" if refusal.response.body else ""
        sees = f"HTTP {refusal.response.status_code}{body}"
    down = [event.content() for event in record.in_order() if event.way == "down"]
    return ", ".join(down).removesuffix(" token missing or wrong"), sees


@pytest.mark.parametrize("row", REFUSALS, ids=program_of)
async def test_a_program_sees_what_the_table_says(row):
    async with step(program_of(row)) as server:
        expected = row["On the wire"], row["A Python client sees"]
        assert await what_a_program_sees(server) == expected


async def open_nowhere(page, server):
    """Any page of the server, from which a socket may be opened: the one that says 404 will do."""
    response = await page.goto(server.url)
    assert response.status == 404


@pytest.mark.differs("address")
@pytest.mark.real
@pytest.mark.browser
@pytest.mark.parametrize("row", REFUSALS, ids=program_of)
async def test_the_table_tells_the_truth_of_a_real_socket_and_a_browser(serve_real, page, row):
    async with serve_real(program_of(row)) as server:
        expected = row["On the wire"], row["A Python client sees"]
        assert await what_a_program_sees(server) == expected
        await open_nowhere(page, server)
        seen = await page.evaluate(OPEN, f"ws://127.0.0.1:{server.port}/ws")
    assert str(seen["code"]) == row["A browser sees"]
    if seen["code"] == 1006:
        assert seen == REFUSED
    else:
        assert seen == {
            "seen": ["open"],
            "code": 4401,
            "reason": "token missing or wrong",
            "clean": True,
        }


@pytest.mark.differs("address")
@pytest.mark.real
@pytest.mark.browser
async def test_a_browser_that_reaches_no_server_sees_the_same_1006(serve_real, page):
    async with serve_real("ch06_hooks/step1_token") as server:
        await open_nowhere(page, server)
        await server.stop()
        assert await page.evaluate(OPEN, f"ws://127.0.0.1:{server.port}/ws") == REFUSED


# Where the token travels


async def keep_the_log_worthless(server, address):
    """The check that the ticket passes: no address in the log lets a reader of the log in."""
    await is_served(server, address)
    await server.says(r"\[accepted\]")
    in_the_log = re.findall(r'"WebSocket (\S+)" \[accepted\]', server.log)
    assert in_the_log == [address]
    assert await is_refused(server, in_the_log[0]) == 403
    assert "s3cret" not in server.log.partition("Uvicorn running on")[2]


@pytest.mark.differs("log", "in_process")
async def test_who_reads_the_log_finds_only_a_spent_ticket(serve):
    async with serve("ch06_hooks/step5_ticket") as server:
        _, ticket = await buy(server.open_connection, "s3cret")
        await keep_the_log_worthless(server, f"/ws?ticket={ticket}")


@pytest.mark.differs("log", "in_process")
async def test_a_token_in_the_address_lets_a_reader_of_the_log_in(serve):
    async with serve("ch06_hooks/wrong_token_in_query") as server:
        with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
            await keep_the_log_worthless(server, "/ws?token=s3cret")
        assert '"WebSocket /ws?token=s3cret" [accepted]' in server.log


async def test_the_address_must_hold_the_token():
    async with step("ch06_hooks/wrong_token_in_query") as server:
        for query in "", "?token=", "?token=s3cre", "?token=s3cr%C3%A9t", "?x=s3cret":
            assert await is_refused(server, f"/ws{query}") == 403
        await is_served(server, "/ws?token=s3cret")
        assert TRACEBACK not in server.log


async def test_only_the_token_buys_a_ticket():
    async with step("ch06_hooks/step5_ticket") as server:
        for token in "", "s3cre", "s3cret2", "s3crét":
            assert (await buy(server.open_connection, token))[0] == 401
        status, ticket = await buy(server.open_connection, "s3cret")
        assert status == 200
        assert re.fullmatch(r"[\w-]{43}", ticket)
        assert (await get(server, "/ticket", "Authorization: Bearer s3cret"))[0] == 405
        await is_served(server, f"/ws?ticket={ticket}")
        assert TRACEBACK not in server.log


async def test_without_a_ticket_nobody_comes_in():
    async with step("ch06_hooks/step5_ticket") as server:
        await buy(server.open_connection, "s3cret")
        for query in "", "?ticket=", "?ticket=None", "?ticket=0", "?token=s3cret":
            assert await is_refused(server, f"/ws{query}") == 403
        assert await is_refused(server, "/ws", additional_headers=TOKEN) == 403


async def test_of_many_clients_with_one_ticket_one_comes_in():
    async def try_it(server, path):
        try:
            await is_served(server, path)
        except InvalidStatus:
            return False
        return True

    async with step("ch06_hooks/step5_ticket") as server:
        tickets = [(await buy(server.open_connection, "s3cret"))[1] for _ in range(2)]
        assert tickets[0] != tickets[1]
        for ticket in reversed(tickets):
            tries = [try_it(server, f"/ws?ticket={ticket}") for _ in range(10)]
            assert sum(await asyncio.gather(*tries)) == 1


async def test_a_ticket_expires_after_half_a_minute():
    sale = conversation.load("ch06_hooks/step5_ticket")
    async with served(sale.api) as server:
        before = time.monotonic()
        _, ticket = await buy(server.open_connection, "s3cret")
        assert before + 30 <= sale.tickets[ticket] <= time.monotonic() + 30
        sale.tickets[ticket] -= 25
        await is_served(server, f"/ws?ticket={ticket}")
        _, ticket = await buy(server.open_connection, "s3cret")
        sale.tickets[ticket] -= 30
        assert await is_refused(server, f"/ws?ticket={ticket}") == 403
        assert sale.tickets == {}


CONNECT = """async ([source, token]) => {
  const url = URL.createObjectURL(new Blob([source], {type: "text/javascript"}));
  const {connect} = await import(url);
  const ws = await connect(token);
  ws.onopen = () => ws.send("hello");
  return new Promise(done => {
    ws.onmessage = event => done([new URL(ws.url).pathname, event.data]);
    ws.onclose = event => done(event.code);
  });
}"""


@pytest.mark.differs("address")
@pytest.mark.real
@pytest.mark.browser
async def test_a_page_buys_a_ticket_and_comes_in(serve_real, page):
    source = (chapters.TUTORIAL / "ch06_hooks/ticket.js").read_text(encoding="utf-8")
    async with serve_real("ch06_hooks/step5_ticket") as server:
        await page.goto(server.url)
        assert await page.evaluate(CONNECT, [source, "s3cret"]) == ["/ws", "Echo: hello"]
        with pytest.raises(Exception, match="no ticket: HTTP 401"):
            await page.evaluate(CONNECT, [source, "guessed"])
        assert "s3cret" not in server.log.partition("Uvicorn running on")[2]


@pytest.mark.differs("address")
@pytest.mark.real
@pytest.mark.browser
async def test_a_page_can_not_set_headers_on_a_socket(serve_real, page):
    async with serve_real("ch06_hooks/step1_token") as server:
        await open_nowhere(page, server)
        url = f"ws://127.0.0.1:{server.port}/ws"
        with pytest.raises(Exception, match=r"subprotocol '\[object Object\]' is invalid"):
            await page.evaluate(
                "([url, headers]) => void new WebSocket(url, {headers})", [url, TOKEN]
            )
        closed = await page.evaluate(
            """([url, headers]) => new Promise(done => {
              new WebSocket(url, [], {headers}).onclose = event => done(event.code);
            })""",
            [url, TOKEN],
        )
        assert closed == 1006


# Several hooks, and the page of another site

FOREIGN = [
    "http://evil.example",
    "null",
    "",
    "http://127.0.0.1:5043",
    "https://127.0.0.1:5042",
    "http://127.0.0.1:5042.evil.example",
    "http://localhost",
]
COOKIE = {"Cookie": "token=s3cret"}


async def refuse_foreign_pages(server, headers):
    """The check that the allow-list passes: only our own pages, and programs, are served."""
    for ours in None, "http://127.0.0.1:5042", "http://localhost:5042":
        await is_served(server, additional_headers=headers, origin=ours)
    for foreign in FOREIGN:
        refused = await is_refused(server, additional_headers={**headers, "Origin": foreign})
        assert refused == 403


async def test_a_page_of_another_site_is_refused(serve):
    async with serve("ch06_hooks/step6_origin") as server:
        await refuse_foreign_pages(server, COOKIE)


@pytest.mark.parametrize("name", ["ch02_echo/step1_echo", "ch06_hooks/step1_token"])
async def test_without_the_allow_list_a_foreign_page_comes_in(serve, name):
    async with serve(name) as server:
        with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
            await refuse_foreign_pages(server, TOKEN)


async def test_settings_for_cors_do_not_cover_sockets():
    api = responder.API(
        sessions=False, cors=True, cors_params={"allow_origins": ["http://127.0.0.1:5042"]}
    )

    @api.route("/ws", websocket=True)
    async def greet(ws):
        await ws.accept()
        await ws.send_text("come in")
        await ws.close()

    async with served(api) as server, server.connect("/ws", origin=FOREIGN[0]) as ws:
        assert await ws.recv() == "come in"


async def test_our_own_page_needs_the_cookie_too():
    async with step("ch06_hooks/step6_origin") as server:
        for cookie in "", "token=", "token=s3cre", "token=s3cr\xe9t", "s3cret", "other=s3cret":
            assert await is_refused(server, additional_headers={"Cookie": cookie}) == 403
        assert await is_refused(server, origin="http://localhost:5042") == 403
        await is_served(server, additional_headers=COOKIE)
        assert TRACEBACK not in server.log


COOKIE_ALONE = """
import responder

api = responder.API(sessions=False)

@api.before_request(websocket=True)
async def check_token(ws):
    if ws.cookies.get("token") != "s3cret":
        await ws.close()

@api.route("/ws", websocket=True)
async def echo(ws):
    await ws.accept()
    async for message in ws.iter_text():
        await ws.send_text(f"Echo: {message}")

api.run(address="127.0.0.1")
"""
THE_STEP_THAT_ALLOWS = """
from tutorial_code.ch06_hooks.step6_origin import ALLOWED, api

ALLOWED.add({origin!r})
api.run(address="127.0.0.1")
"""


@pytest.mark.real
@pytest.mark.browser
async def test_the_browser_adds_the_cookie_whichever_page_asks(page):
    served_once = {"seen": ["open", "Echo: hello"], "code": 1000, "reason": "", "clean": True}
    cookie = {"name": "token", "value": "s3cret", "domain": "127.0.0.1", "path": "/"}
    await page.context.add_cookies([{**cookie, "sameSite": "Strict"}])
    async with (
        serve_source(COOKIE_ALONE) as cookie_alone,
        serve_source(THE_STEP_THAT_ALLOWS.format(origin=cookie_alone.url)) as with_allow_list,
    ):
        at_risk = f"ws://127.0.0.1:{cookie_alone.port}/ws"
        safe = f"ws://127.0.0.1:{with_allow_list.port}/ws"
        await page.goto(cookie_alone.url)  # which is on the list of the other server
        assert await page.evaluate(OPEN, safe) == served_once
        await page.goto(with_allow_list.url)  # which is on no list
        assert await page.evaluate(OPEN, safe) == REFUSED
        assert await page.evaluate(OPEN, at_risk) == served_once


async def test_hooks_run_in_order_and_one_that_closes_stops_the_rest(capsys):
    async with served(conversation.load("ch06_hooks/step6_origin").api) as server:
        await is_served(server, additional_headers=COOKIE)
        await is_refused(server, origin=FOREIGN[0])
    assert capsys.readouterr().out.splitlines() == [
        "the first hook sees the origin None",
        "the second hook looks for the token",
        "the first hook sees the origin http://evil.example",
    ]


# Where hooks run, and where not


async def test_hooks_run_for_every_socket_route_and_not_for_unknown_paths_or_http():
    ran = []

    async def note(ws):
        ran.append(("socket", ws.url.path))

    api = echo_behind(note)

    @api.before_request()
    async def note_http(req, resp):
        ran.append(("http", req.url.path))

    @api.route("/other/{name}", websocket=True)
    async def other(ws, *, name):
        await ws.accept()
        await ws.send_text(name)
        await ws.close()

    @api.route("/page")
    async def page(req, resp):
        resp.text = "a page"

    async with served(api) as server:
        async with server.connect("/ws") as ws:
            await ws.recv()
        async with server.connect("/other/one") as ws:
            assert await ws.recv() == "one"
        assert await is_refused(server, "/unknown") == 403
        assert await get(server, "/page") == (200, "a page")
    assert ran == [("socket", "/ws"), ("socket", "/other/one"), ("http", "/page")]


async def test_the_hooks_of_an_application_do_not_run_for_one_that_it_mounts():
    api = echo_behind(refuse)
    api.mount("/sub", echo_behind())
    api.mount("/guarded", echo_behind(refuse))
    async with served(api) as server:
        assert await is_refused(server, "/ws") == 403
        assert await is_refused(server, "/guarded/ws") == 403
        async with server.connect("/sub/ws") as ws:
            assert await ws.recv() == "user: None"


async def test_a_hook_of_one_route_runs_for_that_route_alone_and_after_the_others():
    ran = []

    async def for_all(ws):
        ran.append("for all")

    async def for_one(ws):
        ran.append("for one")
        await ws.close()

    api = echo_behind(for_all, before=for_one)

    @api.route("/public", websocket=True)
    async def public(ws):
        await ws.accept()
        await ws.send_text("come in")
        await ws.close()

    async with served(api) as server:
        assert await is_refused(server, "/ws") == 403
        async with server.connect("/public") as ws:
            assert await ws.recv() == "come in"
    assert ran == ["for all", "for one", "for all"]


# How a reader starts them


@pytest.mark.parametrize("name", STEPS)
async def test_what_a_step_prints_leads_in(name, monkeypatch, capsys):
    ran = []
    monkeypatch.setattr(responder.API, "run", lambda api, **options: ran.append(options))
    runpy.run_path(str(chapters.TUTORIAL / f"{name}.py"), run_name="__main__")
    assert ran == [{"address": "127.0.0.1"}]
    lines = capsys.readouterr().out.splitlines()
    command = shlex.split(lines[-1].removeprefix("Talk to me: "))
    assert command[0] == "websocat"
    path = command[1].removeprefix("ws://127.0.0.1:5042")
    headers = dict(option.removeprefix("-H=").split(": ") for option in command[2:])
    async with step(name) as server:
        if "$T" in path:
            chapter = (chapters.DOCS / "ch06_hooks.rst").read_text(encoding="utf-8")
            assert f"$ {lines[0].removeprefix('First: ')}\n" in chapter  # so a test types it
            assert f"{lines[1].removeprefix('Talk to me: ')}\n" in chapter
            path = path.replace("$T", (await buy(server.open_connection, "s3cret"))[1])
        async with server.connect(path, additional_headers=headers) as ws:
            assert ws.response.status_code == 101


# The exercises


async def test_a_moderator_does_not_wait_for_a_member_that_does_not_read():
    """Its goodbye waits in its queue, as ending.py says, and the others go on at once."""

    def comes(name):
        token = {"Authorization": f"Bearer s3cret-of-{name}"}
        return server.connect("/chat/blue", additional_headers=token, compression=None)

    async with step("ch06_hooks/moderation/solution") as server, comes("ann") as ann:
        ben = await comes("ben")
        ben.transport.pause_reading()
        for _ in range(20):  # more than the buffers between the two ends hold
            await ann.send(bytes(60_000))
        await ann.send(json.dumps({"type": "kick", "name": "ben"}))
        await ann.send(json.dumps({"type": "say", "text": "where were we?"}))
        async with asyncio.timeout(5):
            heard = [json.loads(await ann.recv())["type"] for _ in range(4)]
        assert heard == ["here", "joined", "left", "said"]
        ben.transport.abort()


# The steps' talks look into the door


def open_door():
    """A server that lets everybody in, greets by name, and greets who shows nothing at all."""
    api = responder.API(sessions=False)

    @api.route("/ticket")
    async def ticket(req, resp):
        resp.text = "a-ticket"

    @api.route("/ws", websocket=True)
    async def serve(ws):
        await ws.accept()
        authorization = ws.headers.get("Authorization", "")
        name = authorization.partition("s3cret-of-")[2]
        if name or not (authorization or ws.cookies or ws.query_params):
            await ws.send_text(f"Hello, {name}.")
        async for text in ws.iter_text():
            await ws.send_text(f"{name} said: {text}" if name else f"Echo: {text}")

    return api


@pytest.mark.parametrize(
    "name",
    [
        "step1_token",
        "step2_user",
        "step3_close_code",
        "step4_denial",
        "step5_ticket",
        "step6_origin",
    ],
)
async def test_the_talk_of_a_step_notices_a_door_that_is_open(name):
    talk = conversation.load_talk(f"ch06_hooks/{name}")
    async with in_process.serve(open_door()) as server:
        with pytest.raises(AssertionError, match="the door is open"):
            await conversation.hold(talk, server, Record())


@pytest.mark.parametrize("leave", [close, in_a_hurry, reset, killed])
async def test_however_who_has_a_ticket_leaves_the_log_stays_clean(leave):
    """Its conversation leaves it out elsewhere: a ticket is good for one handshake."""
    step = conversation.load("ch06_hooks/step5_ticket")
    async with in_process.serve(step.api) as server:
        _, ticket = await buy(server.open_connection, "s3cret")
        handshake = (
            f"GET /ws?ticket={ticket} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        async with leaving(server, handshake.encode()) as writer:
            leave(writer, raw_frames.frame(raw_frames.TEXT, b"hello"))
    assert_clean(server.log)


async def test_the_hook_of_the_prediction_says_no_to_strangers_and_they_come_in(serve):
    said = conversation.load("ch06_hooks/predict_return_false").check_token
    assert not await said(SimpleNamespace(headers={}))
    assert await said(SimpleNamespace(headers={"Authorization": "Bearer s3cret"}))
    async with serve("ch06_hooks/predict_return_false") as server, server.connect("/ws") as ws:
        assert await ws.recv() == "You are in."


async def test_the_check_tells_how_a_stranger_came():
    step = conversation.load("ch06_hooks/sign_in/mistake_returns_false")
    found = await exercises.check_in_process("ch06_hooks/sign_in", step)
    assert found.story[-1] == "Eve connected to /chat/blue without a token"
