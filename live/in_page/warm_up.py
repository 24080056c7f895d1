"""What the memory snapshot has already done: imports, and conversations that fill every cache."""

import encodings.cp437  # noqa: F401  # what unpacking an archive in the page asks for
import gc
import json
import sys
import time
from typing import Any

from live.in_page import deferred

deferred.stand_in()

import responder  # noqa: E402, F401
import starlette.websockets  # noqa: E402, F401

from live.in_page.client import Client  # noqa: E402
from live.in_page.worker import Worker  # noqa: E402

ECHO = """
import asyncio, contextlib, json
from pathlib import Path
import responder
from starlette.websockets import WebSocketDisconnect
api = responder.API(sessions=False)
@api.before_request(websocket=True)
async def hook(ws):
    if ws.url.path == "/no":
        await ws.close(4401)
@api.route("/ws", websocket=True)
async def echo(ws):
    await ws.accept()
    async for message in ws.iter_text():
        await ws.send_text(f"Echo: {message}")
@api.route("/no", websocket=True)
async def refused(ws):
    raise ValueError("never reached")
@api.route("/bad", websocket=True)
async def bad(ws):
    await ws.accept()
    raise ValueError("on purpose")
@api.route("/")
def index(req, resp):
    resp.text = "hello"
"""


class Refuse:
    """Nothing that a plain echo does may need what the snapshot can't hold."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
        """Refuse what is compiled."""
        if name.startswith(("pydantic", "msgpack")):
            raise RuntimeError(f"{name} is imported while the snapshot is made")


class Ear:
    """A page's end of a port that keeps what it is told."""

    def __init__(self) -> None:
        self.heard: list[Any] = []

    def post(self, kind: str, content: Any) -> None:
        """Keep it."""
        self.heard.append(content)


def settle(worker: Worker) -> None:
    """Let everything happen that is due."""
    for _ in range(8):
        worker.step()
        time.sleep(0.002)


def converse() -> None:
    """Run a server and talk to it in each way."""
    answers: list[Any] = []
    worker = Worker(
        lambda text: None, lambda number, value, reason: answers.append(value), lambda seconds: None
    )
    worker.run(0, "ch00/warm", ECHO)
    settle(worker)
    assert answers == [{"ok": True}], answers
    for path in ("/ws", "/no", "/bad"):
        ear = Ear()
        url = f"ws://127.0.0.1{path}"
        handshake = {"url": url, "protocols": [], "origin": "null"}
        client = worker.connect("A", json.dumps(handshake), ear.post)
        assert isinstance(client, Client)
        settle(worker)
        client.send("hello")
        settle(worker)
        client.close(None, "")
        settle(worker)
        assert "close" in ear.heard[-1], ear.heard
    worker.fetch(1, "/", "GET", "{}", "")
    settle(worker)
    assert answers[1]["body"] == b"hello", answers
    worker.start(worker.page.stop())
    settle(worker)
    worker.page.edited.drop()
    sys.meta_path.remove(worker.page.edited)
    for name in [name for name in sys.modules if name.startswith("tutorial_code")]:
        del sys.modules[name]


refuse = Refuse()
sys.meta_path.insert(0, refuse)
streams = sys.stdout, sys.stderr
converse()
sys.stdout, sys.stderr = streams
sys.meta_path.remove(refuse)
gc.collect()
gc.freeze()
