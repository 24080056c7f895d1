"""What a page carries of a conversation: all of it, but what no two runs agree on."""

import pytest
import responder

from live import in_process
from live.pages import recording
from live.wire import Event, Record

SECRET = "aB3-" * 10


def page_of(text: str, *, status: int = 200, kind: str = "text/html") -> responder.API:
    """An app that answers this at ``/``."""
    api = responder.API(sessions=False)

    @api.route("/")
    async def page(req, resp):
        resp.status_code, resp.text, resp.mimetype = status, text, kind

    return api


@pytest.mark.parametrize(
    ("api", "has"),
    [
        (page_of("<p>Hello"), True),
        (page_of("<p>Hello", status=404), False),
        (page_of("Content-Type: text/html", kind="text/plain"), False),
        (responder.API(sessions=False), False),
    ],
)
async def test_a_page_is_html_that_is_found(api, has):
    async with in_process.serve(api) as server:
        assert await recording.has_page(server) is has


def test_what_is_told_has_no_time_of_its_own_and_no_message_without_end():
    record = Record()
    record.add(Event("A", "up", "text", "x" * (recording.LONGEST + 1), size=1))
    record.add(Event("A", "down", "text", "short", size=5))
    long, short = recording.as_told(record)
    assert (long["time"], long["data"]) == (0, "x" * recording.LONGEST)
    assert (short["time"], short["data"]) == (0, "short")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("sec-websocket-key", "dGhlIHNhbXBsZQ==", "…"),
        ("host", "127.0.0.1:5042", "127.0.0.1:5042"),
        ("set-cookie", f"session={SECRET}; Path=/", "session=…; Path=/"),
        ("x-note", f"session={SECRET}", f"session={SECRET}"),
    ],
)
def test_a_header_keeps_what_each_run_gives(name, value, told):
    record = Record()
    record.add(Event("A", "up", "request")).headers.append((name, value))
    assert recording.as_told(record)[0]["headers"] == [(name, told)]


async def test_what_a_server_says_first_is_no_part_of_the_example():
    told = await recording.tell_check("ch10_security/origins")
    assert {event["way"] for event in told["example"]} == {"up"}


async def test_the_example_of_an_exercise_is_how_its_clients_began():
    told = await recording.tell_check("ch02_echo/count")
    ways = [(event["lane"], event["way"], event["kind"]) for event in told["example"]]
    lanes = sorted({lane for lane, _, _ in ways})
    assert len(lanes) > 1
    assert ways == [(lane, "up", kind) for lane in lanes for kind in ("request", "text")]
