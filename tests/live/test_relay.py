"""Raw bytes that cross a port: the ends of the two pipes act as those of one."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from unittest.mock import Mock

import pytest
import responder

from live import in_process, pipe
from live.in_page.relay import Relay

PICTURE = "x" * 100_000


class Port:
    """A port that hands what it is told to the relay at its other side, in order and later."""

    other: Relay

    def __init__(self) -> None:
        self.told: list[Any] = []

    def post(self, message: dict[str, Any]) -> None:
        self.told.append(message)
        if message["type"] == "message":
            asyncio.get_running_loop().call_soon(self.other.send, message["data"])


class Far(in_process.Reached):
    """A server behind two relays; ``port`` is the client's, ``far`` the server's."""

    def __init__(self, server: in_process.InProcessServer) -> None:
        self.server = server
        self.said: asyncio.Queue[Any] = asyncio.Queue()  # by the server's handler

    def accept(self, client: asyncio.BaseProtocol) -> None:
        self.port, self.far = Port(), Port()
        self.port.other, self.far.other = Relay(self.far), Relay(self.port)
        self.server.accept(self.port.other)
        pipe.join(client, self.far.other)

    async def says(self) -> Any:
        async with asyncio.timeout(5):
            return await self.said.get()


@pytest.fixture(name="far")
async def serve_far() -> AsyncIterator[Far]:
    api = responder.API(sessions=False)

    @api.route("/ws", websocket=True)
    async def serve(ws):
        await ws.accept()
        while (message := await ws.receive())["type"] == "websocket.receive":
            for _ in range(int(message["text"])):
                await ws.send_text(PICTURE)
            far.said.put_nowait("all sent")
        far.said.put_nowait(message["code"])

    async with in_process.serve(api) as server:
        far = Far(server)
        yield far


async def test_what_is_said_comes_and_both_ends_close(far):
    async with far.connect("/ws") as ws:
        await ws.send("2")
        assert [await ws.recv() for _ in range(2)] == [PICTURE] * 2
    assert ws.close_code == 1000
    assert [await far.says() for _ in range(2)] == ["all sent", 1000]
    assert far.port.told[-1] == far.far.told[-1] == {"type": "close"}


async def test_a_client_that_does_not_read_makes_the_server_wait(far):
    async with far.connect("/ws", compression=None, max_queue=None) as ws:
        ws.transport.pause_reading()
        await ws.send("20")
        async with far.connect("/ws") as other:  # which came later, and is served before
            await other.send("0")
            assert await far.says() == "all sent"
        assert await far.says() == 1000
        assert far.said.empty()
        ws.transport.resume_reading()
        assert [await ws.recv() for _ in range(20)] == [PICTURE] * 20
        assert await far.says() == "all sent"


async def say_without_end(ws):
    while True:
        await ws.send(" " * 100_000 + "0")


async def test_a_server_that_does_not_read_makes_the_client_wait(far):
    async with far.connect("/ws", compression=None) as ws:
        far.port.other.transport.peer.pause_reading()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(say_without_end(ws), 0.5)
        far.port.other.transport.peer.resume_reading()
        assert await far.says() == "all sent"
        ws.transport.abort()


async def test_a_reset_reaches_the_server(far):
    ws = await far.connect("/ws")
    ws.transport.abort()
    assert await far.says() == 1005  # as on a real socket


async def test_a_reset_by_the_server_reaches_the_client(far):
    reader, _ = await far.open_connection()
    far.port.other.transport.peer.abort()
    with pytest.raises(ConnectionResetError):
        await reader.read()


async def test_the_end_of_what_a_client_says_reaches_the_server(far):
    reader, writer = await far.open_connection()
    writer.write_eof()
    async with asyncio.timeout(5):
        assert await reader.read() == b""  # uvicorn closes, too
    writer.close()
    await writer.wait_closed()
    assert far.far.told[-1] == {"type": "close"}


@pytest.mark.parametrize("who", ["the port", "the pipe"])
def test_a_relay_is_open_until_both_directions_have_ended(who):
    transport, said = Mock(), Mock()
    relay = Relay(said)
    relay.connection_made(transport)
    if who == "the pipe":
        assert relay.eof_received()  # it stays open
        said.post.assert_called_with({"type": "message", "data": "end"})
        relay.send("end")
        transport.close.assert_called_once()
    else:
        relay.send("end")
        transport.write_eof.assert_called_once()
        transport.close.assert_not_called()
        assert not relay.eof_received()
