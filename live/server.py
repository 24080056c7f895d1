"""Every step on one real socket: ``ws://127.0.0.1:5043/<chapter>/<step>/...``."""

import html
import os
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import h11
import uvicorn
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, RedirectResponse
from uvicorn.lifespan.on import LifespanOn
from uvicorn.protocols.http.h11_impl import H11Protocol

from live import conversation

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

DOCS_PORT = os.environ.get("DOCS_PORT", "8000")
LIVE_PORT = os.environ.get("LIVE_PORT", "5043")
ORIGINS = {
    f"http://{host}:{port}"
    for host in ("127.0.0.1", "localhost")
    for port in (DOCS_PORT, LIVE_PORT)
}
"""Pages that may connect: the tutorial's own. Any page on the web can try a reader's loopback."""
if "SITE_URL" in os.environ:
    ORIGINS.add(os.environ["SITE_URL"].rstrip("/"))


class Step:
    """The app of one step with its settings, or what went wrong when its file was read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.error = ""
        try:
            module = conversation.load(name)
            self.app: Any = module.api
            self.config = uvicorn.Config(app, log_config=None, **conversation.settings(module))
            self.config.load()
            self.lifespan = LifespanOn(uvicorn.Config(self.app, log_config=None))
        except Exception as error:
            self.error = explain(error)
            print(f"{name} does not load; the other steps do. {self.error}", flush=True)


def explain(error: Exception) -> str:
    """Where in the tutorial's code a step failed to load, and why: "file:line: error"."""
    places = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError) and error.filename:
        places.append((error.filename, error.lineno))
    root = conversation.TUTORIAL.parent
    own = [
        (Path(file), line)
        for file, line in places
        if Path(file).is_relative_to(root / "tutorial_code")
    ]
    place = f"{own[-1][0].relative_to(root).as_posix()}:{own[-1][1]}: " if own else ""
    return f"{place}{type(error).__name__}: {error}"


def find(path: str) -> tuple[Step | None, str]:
    """The step that a path leads to, and the rest of the path; "" where the slash is missing."""
    chapter, _, rest = path.lstrip("/").partition("/")
    name, slash, rest = rest.partition("/")
    return steps.get(f"{chapter}/{name}"), slash + rest


class StepProtocol(H11Protocol):
    """uvicorn's own protocol, which gives each WebSocket the settings of the step it asks for."""

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        step, _ = find(event.target.decode().partition("?")[0])
        if step and not step.error:
            self.config = step.config
        super().handle_websocket_upgrade(event)


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Hand each connection to the step that its path names, as if that stood alone."""
    if scope["type"] == "lifespan":
        await run_lifespans(receive, send)
        return
    step, path = find(scope["path"])
    if scope["type"] == "websocket":
        origin = Headers(scope=scope).get("origin")
        foreign = origin is not None and origin not in ORIGINS
        if foreign or not step or step.error:
            await send({"type": "websocket.close"})  # HTTP 403
            return
    if step and step.error:
        text = f"<h1>{step.name} does not load</h1><pre>{html.escape(step.error)}</pre>"
        await HTMLResponse(text, 500)(scope, receive, send)
    elif step and path:
        inner = {**scope, "path": path, "root_path": f"/{step.name}"}
        await step.app(inner, receive, send)
    elif step:
        await RedirectResponse(f"{scope['path']}/")(scope, receive, send)
    else:
        await HTMLResponse(index(), 200 if scope["path"] == "/" else 404)(scope, receive, send)


def index() -> str:
    """The page at ``/``: what is served here, and where."""
    rows = "".join(
        f"<li><a href='/{name}/'>{name}</a> {html.escape(step.error)}"
        for name, step in steps.items()
    )
    return (
        "<!doctype html><meta name='viewport' content='width=device-width'>"
        "<meta name='color-scheme' content='light dark'><title>The steps</title>"
        f"<h1>The steps</h1><p>Each answers at ws://127.0.0.1:{LIVE_PORT}/chapter/step/..., "
        f"with the path that its chapter names at the end.</p><ul>{rows}</ul>"
    )


async def run_lifespans(receive: Receive, send: Send) -> None:
    """Run each step's startup, and its shutdown at the end."""
    await receive()
    lifespans = [step.lifespan for step in steps.values() if not step.error]
    for lifespan in lifespans:
        await lifespan.startup()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    for lifespan in lifespans:
        await lifespan.shutdown()
    await send({"type": "lifespan.shutdown.complete"})


steps = {name: Step(name) for name in conversation.servers()}
