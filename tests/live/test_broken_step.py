"""A step that does not load is served as its error, and keeps no other from being served."""

import importlib
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from live import conversation, in_process

ECHO = "ch02_echo/step1_echo"
BROKEN = "ch00/broken"


@pytest.fixture(scope="module")
def server() -> Any:
    """The module, which loads each step when it is imported."""
    module = importlib.import_module("live.server")
    conversation.forget()
    return module


def broken(server: Any, monkeypatch: pytest.MonkeyPatch, source: str, file: str = "") -> Any:
    """A step whose file has this source."""
    name = file or str(conversation.TUTORIAL / f"{BROKEN}.py")

    def load(step: str) -> Any:
        exec(compile(source, name, "exec"), {})

    monkeypatch.setattr(conversation, "load", load)
    return server.Step(BROKEN)


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("x = 1\n1 / 0\n", f"tutorial_code/{BROKEN}.py:2: ZeroDivisionError: division by zero"),
        ("x = 1\n\nif (\n", f"tutorial_code/{BROKEN}.py:3: SyntaxError: '(' was never closed"),
        (
            "import json\njson.loads('x')\n",
            f"tutorial_code/{BROKEN}.py:2: JSONDecodeError: Expecting value",
        ),
    ],
)
def test_it_is_said_where_and_why(server, monkeypatch, capsys, source, error):
    step = broken(server, monkeypatch, source)
    assert step.error.startswith(error)
    assert capsys.readouterr().out == (
        f"{BROKEN} does not load; the other steps do. {step.error}\n"
    )


def test_an_error_that_leads_through_several_files_is_that_of_the_last(server, monkeypatch):
    helper = str(conversation.TUTORIAL / "ch00" / "helper.py")
    source = f"exec(compile('\\n1 / 0', {helper!r}, 'exec'))\n"
    step = broken(server, monkeypatch, source)
    assert step.error == "tutorial_code/ch00/helper.py:2: ZeroDivisionError: division by zero"


def test_an_error_elsewhere_has_no_place_of_ours(server, monkeypatch):
    assert broken(server, monkeypatch, "1 / 0", "/elsewhere.py").error == (
        "ZeroDivisionError: division by zero"
    )


@pytest.fixture
async def served(server: Any, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Any]:
    """Two steps, one of which is broken."""
    with monkeypatch.context() as patch:
        step = broken(server, patch, "raise ValueError('<b>')")
    monkeypatch.setattr(server, "steps", {ECHO: server.Step(ECHO), BROKEN: step})
    async with in_process.serve(server.app) as served:
        yield served


async def get(served: Any, path: str) -> tuple[str, str]:
    """The status line and all of the answer."""
    reader, writer = await served.open_connection()
    writer.write(f"GET {path} HTTP/1.0\r\n\r\n".encode())
    answer = (await reader.read()).decode()
    writer.close()
    return answer.splitlines()[0], answer


async def test_its_page_shows_the_error(served):
    status, page = await get(served, f"/{BROKEN}/")
    assert status.startswith("HTTP/1.1 500 ")
    assert f"<h1>{BROKEN} does not load</h1>" in page
    assert "ValueError: &lt;b&gt;" in page


async def test_its_sockets_are_refused_and_those_of_the_others_are_not(served):
    with pytest.raises(InvalidStatus, match="403"):
        await served.connect(f"/{BROKEN}/ws")
    async with served.connect(f"/{ECHO}/ws") as ws:
        await ws.send("hello")
        assert await ws.recv() == "Echo: hello"


async def test_the_index_shows_it_with_its_error(served):
    status, page = await get(served, "/")
    assert status.startswith("HTTP/1.1 200 ")
    assert f"<a href='/{BROKEN}/'>{BROKEN}</a> tutorial_code/{BROKEN}.py:1: ValueError" in page
    assert f"<a href='/{ECHO}/'>{ECHO}</a> </li>" not in page
    assert f"<a href='/{ECHO}/'>{ECHO}</a> " in page


async def test_each_step_that_loads_is_started_and_in_the_end_stopped(server, monkeypatch):
    done = []

    class Lifespan:
        async def startup(self) -> None:
            done.append("started")

        async def shutdown(self) -> None:
            done.append("stopped")

    async def receive() -> dict[str, Any]:
        done.append("asked")
        return {}

    async def send(message: dict[str, Any]) -> None:
        done.append(message["type"])

    sound, unsound = (SimpleNamespace(error=error, lifespan=Lifespan()) for error in ("", "why"))
    monkeypatch.setattr(server, "steps", {"a": sound, "b": unsound, "c": sound})
    await server.app({"type": "lifespan"}, receive, send)
    assert done == [
        *("asked", "started", "started", "lifespan.startup.complete"),
        *("asked", "stopped", "stopped", "lifespan.shutdown.complete"),
    ]
