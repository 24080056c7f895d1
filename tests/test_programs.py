"""Each server that is started by itself says how to talk to it, and serves this machine alone."""

import logging
import runpy
import socket
from typing import Any

import pytest
import responder
import uvicorn

from live import conversation

PROGRAMS = [
    ".".join(file.relative_to(conversation.TUTORIAL.parent).with_suffix("").parts)
    for file in sorted(conversation.TUTORIAL.glob("ch*/**/*.py"))
    if conversation.is_server(file)
]


def test_there_are_programs():
    assert len(PROGRAMS) > 200


@pytest.mark.parametrize("program", PROGRAMS)
def test_started_by_itself_it_serves_with_its_own_settings(program, monkeypatch, capsys):
    served: list[tuple[Any, dict[str, Any]]] = []

    def run(server: uvicorn.Server, sockets: list[socket.socket]) -> None:
        address = sockets[0].getsockname()[0]
        served.append((server.config.app, vars(server.config) | {"address": address}))

    monkeypatch.setenv("PORT", "0")
    monkeypatch.setattr(responder.API, "run", lambda api, **how: served.append((api, how)))
    monkeypatch.setattr(uvicorn.Server, "run", run)  # of a program with a socket of its own
    monkeypatch.setattr(uvicorn.Config, "configure_logging", lambda config: None)
    conversation.forget()
    for logger in map(logging.getLogger, list(logging.root.manager.loggerDict)):
        monkeypatch.setattr(logger, "filters", [])  # a filter of "__main__" is not forgotten
    names = runpy.run_module(program, run_name="__main__")
    expected = {"address": "127.0.0.1", **names.get("SETTINGS", {})}
    assert [app for app, how in served] == [names["api"]]
    assert {name: served[0][1].get(name) for name in expected} == expected
    assert "127.0.0.1:5042" in capsys.readouterr().out
