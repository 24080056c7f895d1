"""The server in process starts, answers and stops as uvicorn does."""

import asyncio
import email.utils
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from live import in_process


async def accepting(scope: Any, receive: Any, send: Any) -> None:
    """Accept every connection and wait for its end; a page is empty."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body"})
        return
    await receive()
    await send({"type": "websocket.accept"})
    while (await receive())["type"] != "websocket.disconnect":
        pass


async def test_who_is_connected_when_it_stops_hears_1012():
    async with in_process.serve(accepting, lifespan="off") as server:
        ws = await server.connect("/")
    with pytest.raises(ConnectionClosed):
        await ws.recv()
    assert ws.close_code == 1012


async def test_a_handler_that_does_not_end_is_cancelled(monkeypatch):
    monkeypatch.setattr(in_process, "GRACE", 0.01)
    ended = []

    async def stuck(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("cancelled")

    async with in_process.serve(stuck, lifespan="off") as server:
        await server.connect("/")
        assert ended == []
    assert ended == ["cancelled"]


async def test_an_answer_has_the_date_that_http_asks_for():
    async with in_process.serve(accepting, lifespan="off") as server:
        reader, writer = await server.open_connection()
        writer.write(b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
        head = (await reader.read()).decode()
        writer.close()
    (date,) = [line for line in head.split("\r\n") if line.startswith("date: ")]
    assert date.endswith(" GMT")
    assert email.utils.parsedate_to_datetime(date.removeprefix("date: "))


async def test_its_log_is_what_uvicorn_prints():
    async def failing(scope: Any, receive: Any, send: Any) -> None:
        raise ValueError("on purpose")

    async with in_process.serve(failing, lifespan="off") as server:
        with pytest.raises(Exception, match="500"):
            await server.connect("/")
    assert server.log.startswith("ERROR: Exception in ASGI application\n")
    assert server.log.endswith("ValueError: on purpose")
