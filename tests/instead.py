"""Servers that stand in for all others, with which no test may pass."""

import sys
from typing import Any

import uvicorn


async def refusing(scope: Any, receive: Any, send: Any) -> None:
    """Refuse every connection."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close"})
    elif scope["type"] == "http":
        await send({"type": "http.response.start", "status": 403})
        await send({"type": "http.response.body"})


async def silent(scope: Any, receive: Any, send: Any) -> None:
    """Accept every connection, and say nothing."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
    if scope["type"] != "lifespan":
        while (await receive())["type"] not in ("websocket.disconnect", "http.disconnect"):
            pass


APPS = {"refusing": refusing, "silent": silent}
name = ""
"""The one that pytest's ``--instead`` names: it is served in place of each step."""
patience: float | None = None
"""Seconds that a test then has."""


if __name__ == "__main__":
    uvicorn.run(APPS[sys.argv[1]], port=0, timeout_graceful_shutdown=1)
