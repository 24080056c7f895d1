"""Each server that is started by itself says how to talk to it, and serves this machine alone."""

import runpy
from typing import Any

import pytest
import responder

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
    monkeypatch.setattr(responder.API, "run", lambda api, **how: served.append((api, how)))
    conversation.forget()
    names = runpy.run_module(program, run_name="__main__")
    settings = names.get("SETTINGS", {})
    assert served == [(names["api"], {"address": "127.0.0.1", **settings})]
    assert "127.0.0.1:5042" in capsys.readouterr().out
