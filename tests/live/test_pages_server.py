"""How ``make live`` builds and serves the pages; test_make_live.py shows what comes of it."""

import gc
import multiprocessing
import signal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import uvicorn
from starlette.testclient import TestClient

from live.pages import server

NOT_SAVED = "What is served may be older than what is saved: mend what is said above."


@pytest.fixture
def sphinx(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What Sphinx is told, and which signals end it."""
    seen = SimpleNamespace(arguments=[], signals=[])

    def build(arguments: list[str]) -> int:
        seen.arguments += arguments
        return 3

    monkeypatch.setattr(server, "sphinx", build)
    monkeypatch.setattr(signal, "signal", lambda *given: seen.signals.append(given))
    return seen


@pytest.mark.parametrize(
    ("saved", "processes"),
    [
        (["docs/a.rst"], "1"),
        (["docs/a.md"], "1"),
        (["docs/a.rst", "docs/b.rst"], "auto"),
        (["live/a.py"], "auto"),
        ([], "auto"),
    ],
)
def test_one_page_is_built_alone_and_more_side_by_side(sphinx, saved, processes, capsys):
    with pytest.raises(SystemExit, match=r"^3$"):
        server.build_here([Path(file).resolve() for file in saved])
    assert sphinx.arguments == [*server.BUILD, "-j", processes]
    assert sphinx.signals == [(each, signal.SIG_DFL) for each in (signal.SIGINT, signal.SIGTERM)]
    assert capsys.readouterr().out == (f"Saved: {' '.join(saved)}\n" if saved else "")


@pytest.mark.parametrize(
    ("status", "said"), [(0, ""), (2, f"Sphinx exited with exit code: 2\n{NOT_SAVED}\n")]
)
def test_how_a_build_went_is_said_and_where_its_pages_are(monkeypatch, capsys, status, said):
    done: list[Any] = []

    class Process:
        exitcode = status

        def __init__(self, target: Any, args: Any) -> None:
            done.append((target, args))

        def start(self) -> None:
            done.append("started")

        def join(self) -> None:
            done.append("joined")

    monkeypatch.setattr(multiprocessing, "Process", Process)
    server.build([Path("docs/a.rst")])
    assert done == [(server.build_here, ([Path("docs/a.rst")],)), "started", "joined"]
    assert capsys.readouterr().out == f"{said}Serving on http://{server.ADDRESS}\n"


def test_the_pages_are_built_and_then_served_with_what_loads_them_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for folder in server.WATCHED:
        Path(folder).mkdir()
    done: list[Any] = []

    def build() -> None:
        done.append("built")
        (tmp_path / server.SITE / "index.html").write_text("<body>The first page</body>", "utf-8")

    def serve(app: Any, **settings: Any) -> None:
        done.append(settings)
        page = TestClient(app).get("/").text
        assert "The first page" in page
        assert f"ws://{server.ADDRESS}/websocket-reload" in page

    monkeypatch.setattr(server, "build", build)
    monkeypatch.setattr(server, "import_module", done.append)
    monkeypatch.setattr(uvicorn, "run", serve)
    monkeypatch.setattr(gc, "freeze", lambda: done.append("frozen"))
    monkeypatch.setattr(multiprocessing, "set_start_method", done.append)
    settings = {"host": "127.0.0.1", "port": int(server.DOCS_PORT), "log_level": "warning"}
    for _ in range(2):  # the second time, the folder is there
        server.main()
        assert done == ["fork", *server.IMPORTED, "frozen", "built", settings]
        done.clear()
