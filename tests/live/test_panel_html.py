"""What the build writes for a step that can run in the page, and around every page."""

import json
import re
from typing import Any

import pytest

from live import conversation
from live.pages import panel
from live.pages.csp import source_hash
from tests.live.test_extension import Docs, docs  # noqa: F401

ECHO = ".. snippet:: ch02_echo/step1_echo.py"
PANEL = '<section class="live"'


def recorded(html: str) -> dict[str, Any]:
    found = re.search(r'class="live-record">(.*?)</script>', html)
    assert found
    told: dict[str, Any] = json.loads(found[1])
    return told


def test_a_whole_server_with_a_talk_has_a_panel_and_its_conversation(docs):  # noqa: F811
    docs.write("page", ECHO)
    docs.build_well()
    html = docs.html("page")
    assert '<section class="live" data-step="ch02_echo/step1_echo"' in html
    assert html.count('<svg class="wire"') == 1
    assert "A → text hello</li>" in html
    kinds = [event["kind"] for event in recorded(html)["events"]]
    assert kinds[:3] == ["request", "response", "text"]
    assert kinds[-1] == "close"


def test_a_conversation_that_can_not_be_drawn_fails_the_build(docs, monkeypatch):  # noqa: F811
    monkeypatch.setattr(panel, "node_program", lambda: "false")
    docs.write("page", ECHO)
    status, said = docs.build()
    assert status
    assert "returned non-zero exit status 1" in said


def test_where_nothing_is_to_be_drawn_node_is_not_asked(docs, monkeypatch):  # noqa: F811
    monkeypatch.setattr(panel, "node_program", lambda: "false")
    docs.write("page", "Nothing to draw.")
    docs.build_well()
    docs.write("page", ECHO)
    assert docs.build("-q", "-b", "text") == (0, "")


def test_a_client_may_speak_at_once(docs):  # noqa: F811
    docs.write("page", f"{ECHO}\n   :speak:\n\n.. snippet:: ch02_echo/wrong_no_loop.py")
    docs.build_well()
    found = re.findall(r'<section class="live" data-step="(.*?)"( data-speak)?', docs.html("page"))
    assert found == [("ch02_echo/step1_echo", " data-speak"), ("ch02_echo/wrong_no_loop", "")]


@pytest.mark.parametrize(
    "shown",
    [
        ".. snippet:: ch02_echo/step1_echo_talk.py",
        ".. snippet:: ch02_echo/client.py",
    ],
)
def test_what_is_no_server_has_none(docs, shown):  # noqa: F811
    docs.write("page", shown)
    docs.build_well()
    assert PANEL not in docs.html("page")
    assert "live/start.js" not in docs.html("page")


def test_a_part_of_a_server_runs_as_a_whole(docs):  # noqa: F811
    docs.write("page", f"{ECHO}\n   :pyobject: echo")
    docs.build_well()
    html = docs.html("page")
    assert "responder" not in html.partition("<pre>")[2].partition("</pre>")[0]
    assert "api = responder.API(sessions=False)" in recorded(html)["source"]


def test_a_step_that_cannot_run_here_says_why(docs):  # noqa: F811
    docs.write("page", f"{ECHO}\n   :no-panel: it needs a raw socket.")
    docs.build_well()
    assert PANEL not in docs.html("page")
    assert "It does not run in this page: it needs a raw socket.</p>" in docs.html("page")


def test_a_wrong_program_has_one_too_and_its_picture_shows_the_end(docs):  # noqa: F811
    docs.write("page", ".. snippet:: ch02_echo/wrong_no_loop.py")
    docs.build_well()
    assert 'data-step="ch02_echo/wrong_no_loop"' in docs.html("page")
    assert "lost (1006)" in docs.html("page")


def test_what_the_server_prints_stands_in_the_recorded_log(docs):  # noqa: F811
    docs.write("page", ".. snippet:: ch07_lifecycle/step6_leaving.py")
    docs.build_well()
    assert "server prints left: WebSocketDisconnect, code 1000" in docs.html("page")


def test_a_step_that_serves_a_page_is_known_by_it(docs):  # noqa: F811
    docs.write("page", f"{ECHO}\n\n.. snippet:: ch05_browser/step1_page.py")
    docs.build_well()
    assert re.findall(r'data-step="(.*?)"( data-page="/")?', docs.html("page")) == [
        ("ch02_echo/step1_echo", ""),
        ("ch05_browser/step1_page", ' data-page="/"'),
    ]


def test_a_conversation_that_fails_is_a_warning_with_file_and_line(docs, monkeypatch):  # noqa: F811
    monkeypatch.setattr(conversation, "PATIENCE", 0)
    docs.write("page", ECHO)
    status, err = docs.build()
    assert status == 1
    assert "page.rst:4: WARNING: the conversation of ch02_echo/step1_echo fails" in err


def test_the_port_of_the_live_server_is_the_builds(docs):  # noqa: F811
    docs.write("page", ECHO)
    assert docs.build(LIVE_PORT="6043") == (0, "")
    assert 'data-live="ws://localhost:6043"' in docs.html("page")
    assert "ws://localhost:6043 http://localhost:6043" in docs.html("page")


@pytest.mark.parametrize("step", ["ch03_chat/step5_queue", "ch10_security/step2_cookie"])
def test_two_builds_give_the_same_page(docs, step):  # noqa: F811
    """Though keys are random, and cookies that a server makes up."""
    docs.write("page", f".. snippet:: {step}.py\n\n{ECHO}")
    pages = []
    for _ in range(2):
        assert docs.build("-q", "-E") == (0, "")
        pages.append(docs.html("page"))
        (docs.folder / "html" / "page.html").unlink()
    assert pages[0] == pages[1]
    if "cookie" in step:
        assert "Cookie: session=…" in pages[0]


def test_each_page_has_a_policy_that_names_its_inline_scripts(docs):  # noqa: F811
    with (docs.folder / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write("html_theme = 'furo'\n")
    docs.write("page", ECHO)
    docs.build_well()
    for page in ("index", "page", "search", "genindex"):
        html = docs.html(page)
        found = re.search(r'http-equiv="Content-Security-Policy" content="(.*?)">', html)
        assert found
        policy = found[1].replace("&#x27;", "'")
        scripts = re.search(r"script-src ([^;]*)", policy)
        assert scripts
        assert "unsafe-inline" not in scripts[1]
        assert "unsafe-eval'" not in scripts[1].replace("'wasm-unsafe-eval'", "")
        inline = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
        assert all(source_hash(code) in scripts[1] for code in inline)
        assert html.count("http-equiv=") == 1


def test_what_scrolls_can_be_reached_and_what_is_a_heading_has_a_level(docs):  # noqa: F811
    with (docs.folder / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write("html_theme = 'furo'\n")
    docs.write("page", ECHO)
    docs.build_well()
    assert "<pre>" not in docs.html("page")
    assert 'role="heading">' not in docs.html("page")


def test_a_page_without_a_panel_loads_nothing_for_it(docs):  # noqa: F811
    docs.write("page", "Only words.")
    docs.build_well()
    assert "live/" not in docs.html("page").partition("</head>")[2]
    assert "live/panel.css" not in docs.html("page")
