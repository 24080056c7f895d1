"""A client that comes back by itself, asks for what it missed, and says again what got lost."""

import asyncio
import json
import sys
import uuid
from contextlib import suppress
from urllib.parse import quote

import websockets
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from tutorial_code.ch11_reconnect.backoff import FIRST, LONGEST, pause

WORTH_A_TRY = {1001, 1006, 1011, 1012, 1013, 1014}  # the server went, broke or restarts
BUSY = {429, 500, 502, 503, 504}  # the same, said before there is a socket
STEADY = 10  # seconds: open for so long, earlier failures are forgotten
SEEN = 10_000  # ids that a client remembers


class Client:
    """A member of a room: ``async with Client("ws://127.0.0.1:5042/chat") as client``.

    ``address`` is the socket's, or an async function that gives one for each attempt, such as with
    a new ticket. ``connect`` and ``options`` are as in ``websockets.connect``. ``heartbeat`` is
    how many seconds apart pings are, and how long a pong may take. ``first`` and ``longest``, in
    seconds, bound the wait before an attempt. ``opened`` is set while the client is in the room.
    """

    def __init__(
        self,
        address,
        connect=websockets.connect,
        heartbeat=20,  # seconds
        first=FIRST,
        longest=LONGEST,
        **options,
    ):
        self.address, self.connect, self.first, self.longest = address, connect, first, longest
        pings = {"ping_interval": heartbeat, "ping_timeout": heartbeat, "close_timeout": 1}
        self.options = pings | options
        self.ws, self.code, self.last, self.since = None, None, None, None
        self.opened, self.turn, self.inbox = asyncio.Event(), asyncio.Lock(), asyncio.Queue()
        self.seen, self.unconfirmed = {}, {}  # ids; the text and the waiting sender of each key

    async def __aenter__(self):
        self.running = asyncio.create_task(self.run())
        return self

    async def __aexit__(self, *error):
        self.running.cancel()
        with suppress(asyncio.CancelledError):
            await self.running

    def __aiter__(self):
        return self

    async def __anext__(self):
        """The next message: the room's, or ``{"type": "lost", "code": ..., "wait": seconds}``.

        Each ``said`` comes once. They end when to come back is no use; ``code`` says why.
        """
        message = await self.inbox.get()
        if message is None:
            self.inbox.put_nowait(None)  # and so it stays
            raise StopAsyncIteration
        return message

    async def say(self, text):
        """Say something, as often as it takes, and give its id once the room has kept it.

        ConnectionError if to come back is no use.
        """
        if self.code is not None:
            raise ConnectionError(f"the room has closed with {self.code}")
        key, confirmed = uuid.uuid4().hex, asyncio.get_running_loop().create_future()
        async with self.turn:
            self.unconfirmed[key] = text, confirmed
            if self.ws:
                await self.send(self.ws, key)
        return await confirmed

    async def send(self, ws, key):
        message = {"type": "say", "key": key, "text": self.unconfirmed[key][0]}
        with suppress(ConnectionClosed):  # then it is sent again on the next connection
            await ws.send(json.dumps(message))

    async def run(self):
        """Connect, and connect again, until to come back is no use."""
        failures, loop = 0, asyncio.get_running_loop()
        try:
            while (code := await self.stay()) in WORTH_A_TRY | BUSY:
                if self.since and loop.time() - self.since > STEADY:
                    failures = 0
                wait = pause(failures, self.first, self.longest)
                failures += 1
                self.inbox.put_nowait({"type": "lost", "code": code, "wait": wait})
                await asyncio.sleep(wait)
            self.code = code
        finally:
            self.inbox.put_nowait(None)
            for _, confirmed in self.unconfirmed.values():
                if not confirmed.done():
                    confirmed.set_exception(
                        ConnectionError(f"the room has closed with {self.code}")
                    )

    async def stay(self):
        """One connection, from beginning to end: its close code, or the status of a refusal."""
        self.since = again = None
        try:
            async with self.connect(await self.resuming(), **self.options) as ws:
                again = asyncio.create_task(self.say_again(ws))
                with suppress(ConnectionClosed):
                    while True:
                        self.hear(json.loads(await ws.recv()))
            return ws.close_code
        except InvalidStatus as error:
            return error.response.status_code
        except (OSError, EOFError, WebSocketException):
            return 1006
        finally:
            self.ws = None
            self.opened.clear()
            if again:
                again.cancel()

    async def resuming(self):
        """The address, with the id of what was heard last."""
        address = self.address if isinstance(self.address, str) else await self.address()
        if self.last is None:
            return address
        return f"{address}{'&' if '?' in address else '?'}last={quote(self.last)}"

    async def say_again(self, ws):
        """What was not confirmed comes first, in order; then whatever is new."""
        async with self.turn:
            for key in list(self.unconfirmed):
                await self.send(ws, key)
            self.ws = ws

    def hear(self, message):
        match message:
            case {"type": "hello", "last": last}:
                self.last, self.since = last, asyncio.get_running_loop().time()
                self.opened.set()
            case {"type": "ack", "key": key, "id": id}:
                _, confirmed = self.unconfirmed.pop(key, (None, None))
                if confirmed and not confirmed.done():
                    confirmed.set_result(id)
                return
            case {"type": "said", "id": id}:
                self.last = id
                if id in self.seen:
                    return
                self.seen[id] = None
                if len(self.seen) > SEEN:
                    del self.seen[next(iter(self.seen))]
        self.inbox.put_nowait(message)


async def listen(address="ws://127.0.0.1:5042/chat"):
    async with Client(address) as client:
        async for message in client:
            print(message)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(listen(*sys.argv[1:]))
