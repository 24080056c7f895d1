"""The pipe behaves like TCP: each test runs over both."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

import pytest

from live import pipe


class Peer(asyncio.Protocol):
    """Writes down what its transport tells it."""

    def __init__(self) -> None:
        self.received = b""
        self.events: list[str] = []
        self.changed = asyncio.Event()
        self.keep_open = False

    def note(self, event: str) -> None:
        self.events.append(event)
        self.changed.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.note("made")

    def data_received(self, data: bytes) -> None:
        self.received += data
        self.changed.set()

    def eof_received(self) -> bool:
        self.note("eof")
        return self.keep_open

    def connection_lost(self, error: Exception | None) -> None:
        self.note("lost")

    def pause_writing(self) -> None:
        self.note("paused")

    def resume_writing(self) -> None:
        self.note("resumed")

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(10):
            while not condition():
                self.changed.clear()
                await self.changed.wait()


Join = Callable[[Peer, Peer], Awaitable[None]]


@pytest.fixture(params=["pipe", "tcp"])
async def join(request: pytest.FixtureRequest) -> AsyncIterator[Join]:
    loop = asyncio.get_running_loop()
    servers: list[asyncio.Server] = []

    async def by_pipe(client: Peer, server: Peer) -> None:
        pipe.join(client, server)

    async def by_tcp(client: Peer, server: Peer) -> None:
        listener = await loop.create_server(lambda: server, "127.0.0.1", 0)
        servers.append(listener)
        port = listener.sockets[0].getsockname()[1]
        await loop.create_connection(lambda: client, "127.0.0.1", port)
        await server.until(lambda: server.events)

    yield by_pipe if request.param == "pipe" else by_tcp
    for listener in servers:
        listener.close()


@pytest.fixture
async def ends(join: Join) -> AsyncIterator[tuple[Peer, Peer]]:
    client, server = Peer(), Peer()
    await join(client, server)
    yield client, server
    for peer in (client, server):
        peer.transport.abort()
        await peer.until(partial(peer.events.__contains__, "lost"))


async def test_bytes_arrive_in_order(ends):
    client, server = ends
    for number in range(100):
        client.transport.write(bytes([number]))
    client.transport.write(b"")
    await server.until(lambda: len(server.received) == 100)
    assert server.received == bytes(range(100))


async def test_each_end_knows_both_addresses(ends):
    client, server = ends
    assert client.transport.get_extra_info("peername") == server.transport.get_extra_info(
        "sockname"
    )
    assert client.transport.get_extra_info("sockname") == server.transport.get_extra_info(
        "peername"
    )
    assert client.transport.get_extra_info("nothing", "default") == "default"


async def test_a_server_is_at_port_80_of_this_machine():
    client, server = Peer(), Peer()
    pipe.join(client, server)
    assert client.transport.get_extra_info("peername") == ("127.0.0.1", 80)


async def test_a_close_delivers_what_was_written_then_the_end(ends):
    client, server = ends
    client.transport.write(b"bye")
    client.transport.close()
    client.transport.close()
    client.transport.write(b"and more")
    assert client.transport.is_closing()
    await server.until(lambda: "lost" in server.events)
    await client.until(lambda: "lost" in client.events)
    assert server.received == b"bye"
    assert server.events == ["made", "eof", "lost"]
    assert client.events == ["made", "lost"]


async def test_after_a_close_nothing_is_read_any_more(ends):
    client, server = ends
    client.transport.close()
    server.transport.write(b"too late")
    await client.until(lambda: "lost" in client.events)
    await server.until(lambda: "lost" in server.events)
    assert client.received == b""


async def test_after_a_close_nothing_is_read_while_what_was_written_waits():
    """TCP resets a connection that is closed with something unread; a pipe delivers."""
    client, server = Peer(), Peer()
    pipe.join(client, server)
    big = bytes(2 * pipe.KERNEL_BUFFER)
    server.transport.pause_reading()
    client.transport.write(big)
    client.transport.close()
    server.transport.write(b"too late")
    for _ in range(3):  # turns of the loop, in which it could be read
        await asyncio.sleep(0)
    server.transport.resume_reading()
    await server.until(lambda: len(server.received) == len(big))
    await client.until(lambda: "lost" in client.events)
    assert client.received == b""


async def test_half_a_connection_stays_open(ends):
    client, server = ends
    server.keep_open = True
    assert client.transport.can_write_eof()
    client.transport.write(b"no more from me")
    client.transport.write_eof()
    client.transport.write_eof()
    await server.until(lambda: "eof" in server.events)
    server.transport.write(b"but from me")
    await client.until(lambda: client.received)
    assert (server.received, client.received) == (b"no more from me", b"but from me")
    assert server.events.count("eof") == 1
    assert "lost" not in client.events + server.events


async def test_an_abort_ends_both_ends(ends):
    client, server = ends
    client.transport.abort()
    client.transport.abort()
    await client.until(lambda: "lost" in client.events)
    await server.until(lambda: "lost" in server.events)
    server.transport.write(b"into the void")


async def test_a_paused_reader_gets_nothing_until_it_resumes(ends):
    client, server = ends
    assert server.transport.is_reading()
    server.transport.pause_reading()
    assert not server.transport.is_reading()
    client.transport.write(b"one")
    server.transport.write(b"my way is open")
    await client.until(lambda: client.received)
    assert server.received == b""
    server.transport.resume_reading()
    await server.until(lambda: server.received)
    assert server.received == b"one"


async def test_a_reader_that_never_reads_makes_the_writer_wait(ends):
    client, server = ends
    server.transport.pause_reading()
    written = 0
    while "paused" not in client.events:
        client.transport.write(bytes(65536))
        written += 65536
        await asyncio.sleep(0)
    assert written > 65536
    assert client.transport.get_write_buffer_size() > 65536
    server.transport.resume_reading()
    await client.until(lambda: "resumed" in client.events)
    await server.until(lambda: len(server.received) == written)
    assert client.events == ["made", "paused", "resumed"]


class Timed(Peer):
    """Notes how much is still to be written when it may go on."""

    def resume_writing(self) -> None:
        self.left = self.transport.get_write_buffer_size()


async def test_a_writer_waits_above_64_kib_and_goes_on_at_16_as_asyncio_has_it():
    client, server = Timed(), Peer()
    pipe.join(client, server)
    server.transport.pause_reading()
    piece = bytes(4 * 1024)
    for _ in range(64):
        client.transport.write(piece)
    assert client.transport.get_write_buffer_size() == 0  # the kernel has it
    for _ in range(16):
        client.transport.write(piece)
    assert client.transport.get_write_buffer_size() == 64 * 1024
    assert client.events == ["made"]
    client.transport.write(piece)
    assert client.events == ["made", "paused"]
    server.transport.resume_reading()
    await server.until(lambda: len(server.received) == 81 * len(piece))
    assert client.left == 16 * 1024


async def test_a_close_waits_for_a_reader_that_never_reads(ends):
    """So a close frame can't reach someone who does not read, and only an abort ends it."""
    client, server = ends
    server.transport.pause_reading()
    while "paused" not in client.events:
        client.transport.write(bytes(65536))
        await asyncio.sleep(0)
    client.transport.close()
    for _ in range(10):
        await asyncio.sleep(0)
    assert "lost" not in client.events
    client.transport.abort()
    await client.until(lambda: "lost" in client.events)


async def test_a_protocol_can_be_replaced(ends):
    """As uvicorn does when a request asks for a WebSocket."""
    client, server = ends
    successor = Peer()
    successor.transport = server.transport
    server.transport.set_protocol(successor)
    assert server.transport.get_protocol() is successor
    client.transport.write(b"for the successor")
    await successor.until(lambda: successor.received)
    assert server.received == b""
    client.transport.abort()
    await successor.until(lambda: "lost" in successor.events)
    server.events.append("lost")  # the fixture waits for it


async def test_the_limits_of_a_writer_can_be_set(ends):
    client, server = ends
    client.transport.set_write_buffer_limits(high=0)
    server.transport.pause_reading()
    while "paused" not in client.events:
        client.transport.write(bytes(65536))
        await asyncio.sleep(0)
    assert client.transport.get_write_buffer_size() <= 65536
