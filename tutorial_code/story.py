"""What a check is made of: people who connect, speak and listen, and what should happen then."""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from websockets.exceptions import ConnectionClosed, InvalidHandshake

WITHIN = 2.0
"""Seconds in which what should come must come. Every wait of a check has this end."""
QUIET = 0.3
"""Seconds in which nothing may come, where nothing should."""
LONGEST = 40
"""Bytes of a message that a sentence shows in full; of a text, five times as many characters."""

Message = str | bytes | dict[str, Any] | list[Any]


@dataclass(frozen=True)
class Like:
    """Any message for which ``test`` holds, of which ``words`` say what it is like.

    The test gets JSON objects and lists as such, other text and bytes as they came.
    """

    words: str
    test: Callable[[Any], bool]

    def __str__(self) -> str:
        return self.words


class NotYet(AssertionError):
    """The program does not yet do what the exercise asks.

    ``story`` is what happened, ``expected`` what should have come next, ``came`` what came,
    ``because`` the likely cause or the reason why it matters. The text holds all four.
    """

    def __init__(self, story: list[str], expected: str, came: str, because: str = "") -> None:
        self.story, self.expected, self.came, self.because = story, expected, came, because
        told = " ".join(f"{sentence}." for sentence in story)
        super().__init__(f"{told} {expected}, but {came}. {because}".strip())


class Story:
    """The people of one check: ``async with Story(connect) as story``.

    At its end nobody may hear anything more, and all leave.
    """

    def __init__(self, connect: Callable[..., Any]) -> None:
        self.connect = connect
        self.told: list[str] = []
        self.people: list[Person] = []
        self.open = AsyncExitStack()

    async def __aenter__(self) -> "Story":
        return self

    async def __aexit__(self, kind: object, *error: object) -> None:
        async with self.open:
            if kind is None:
                await asyncio.gather(*(person.hears_no_more() for person in self.people))

    @contextmanager
    def in_short(self, sentence: str) -> Iterator[None]:
        """Tell what went well inside in one sentence; what fails is still told in full."""
        before = len(self.told)
        yield
        self.told[before:] = [sentence]

    async def person(self, name: str, path: str, *, because: str = "", **options: Any) -> "Person":
        """Somebody who connects and is let in; ``options`` are those of ``connect``."""
        came = "nothing answered"
        try:
            async with asyncio.timeout(WITHIN):
                ws = await self.open.enter_async_context(
                    self.connect(path, close_timeout=1, **options)
                )
        except TimeoutError:
            came = f"nothing answered within {WITHIN:g} s"
        except InvalidHandshake as error:
            came = f"it was refused with {refusal(error)}"
        else:
            self.told.append(f"{name} connected to {path}")
            self.people.append(Person(self, name, ws))
            return self.people[-1]
        raise NotYet(self.told, f"{name} should be able to connect to {path}", came, because)

    async def refused(
        self,
        name: str,
        path: str,
        status: int = 403,
        *,
        because: str = "",
        mistakes: Mapping[str, str] | None = None,
        **options: Any,
    ) -> None:
        """Somebody who tries to connect and is refused with an HTTP status."""
        wanted = f"{name} should be refused at {path} with HTTP {status}"
        try:
            async with asyncio.timeout(WITHIN), self.connect(path, close_timeout=1, **options):
                key, came = "accepted", "was let in"
        except TimeoutError:
            key, came = "nothing", f"heard no answer within {WITHIN:g} s"
        except InvalidHandshake as error:
            key = refusal(error)
            came = f"it was refused with {key}"
        if key != f"HTTP {status}":
            raise NotYet(self.told, wanted, came, (mistakes or {}).get(key, because))
        self.told.append(f"{name} was refused at {path}")


class Person:
    """One client of a story. What it does is told; what it should see is checked."""

    def __init__(self, story: Story, name: str, ws: Any) -> None:
        self.story, self.name, self.ws = story, name, ws

    async def sends(self, message: Message, *, because: str = "") -> None:
        """Send a text, bytes, or a dictionary as JSON."""
        text = json.dumps(message) if isinstance(message, dict | list) else message
        try:
            await self.ws.send(text)
        except ConnectionClosed:
            came = self.closed()
            wanted = f"{self.name} should be able to send {shown(message)}"
            raise NotYet(self.story.told, wanted, came, because) from None
        self.story.told.append(f"{self.name} sent {shown(message)}")

    async def hears(
        self,
        expected: Message | Like,
        *,
        because: str = "",
        mistakes: Mapping[str, str] | None = None,
    ) -> Any:
        """Receive this next: a text, bytes, JSON, or what is ``Like`` it. Gives what came.

        ``mistakes`` tells the cause of what may come instead: a text as it is, JSON as
        ``json.dumps`` writes it, bytes in hex, "nothing", or such as "close 1011".
        """
        wanted = f"{self.name} should have received {shown(expected)}"
        key, came = "nothing", f"received nothing within {WITHIN:g} s"
        try:
            async with asyncio.timeout(WITHIN):
                message = await self.ws.recv()
        except TimeoutError:
            pass
        except ConnectionClosed:
            key, came = f"close {self.ws.close_code}", self.closed()
        else:
            got = parsed(message) if isinstance(expected, dict | list | Like) else message
            if fits(got, expected):
                self.story.told.append(f"{self.name} received {shown(got)}")
                return got
            key = got.hex(" ") if isinstance(got, bytes) else got
            key = key if isinstance(key, str) else json.dumps(key)
            came = f"received {shown(got)}"
        raise NotYet(self.story.told, wanted, came, (mistakes or {}).get(key, because))

    async def hears_nothing(self, *, because: str = "", more: str = "") -> None:
        """Receive nothing for a moment."""
        wanted = f"{self.name} should have received nothing{more}"
        try:
            async with asyncio.timeout(QUIET):
                came = f"received {shown(await self.ws.recv())}"
        except TimeoutError:
            return
        except ConnectionClosed:
            came = self.closed()
        raise NotYet(self.story.told, wanted, came, because)

    async def hears_no_more(self) -> None:
        """Who is still there at the end has heard all that it should, and nothing else comes."""
        if self.ws.close_code is None:
            await self.hears_nothing(more=" more", because="That is one message too many.")

    async def is_closed(
        self,
        code: int,
        reason: str | None = None,
        *,
        because: str = "",
        mistakes: Mapping[str, str] | None = None,
    ) -> None:
        """Be closed by the server with this code, and with this reason if one is given."""
        words = f"{code}" if reason is None else f"{code} and the reason {reason!r}"
        wanted = f"{self.name} should have been closed with {words}"
        try:
            async with asyncio.timeout(WITHIN):
                message = await self.ws.recv()
        except TimeoutError:
            key, came = "nothing", f"nothing came within {WITHIN:g} s"
        except ConnectionClosed:
            if self.ws.close_code == code and reason in (None, self.ws.close_reason):
                self.story.told.append(f"{self.name} was closed with {words}")
                return
            key, came = f"close {self.ws.close_code}", self.closed()
        else:
            key = message if isinstance(message, str) else message.hex(" ")
            came = f"received {shown(message)}"
        raise NotYet(self.story.told, wanted, came, (mistakes or {}).get(key, because))

    async def leaves(self, code: int = 1000) -> None:
        """Close the connection, as it should be done."""
        await self.ws.close(code)
        self.story.told.append(f"{self.name} left")

    def vanishes(self) -> None:
        """Lose the connection without a close frame."""
        self.ws.transport.abort()
        self.story.told.append(f"{self.name} vanished")

    def freezes(self) -> None:
        """Read nothing any more, as a laptop that was closed."""
        self.ws.transport.pause_reading()
        self.story.told.append(f"{self.name} stopped reading")

    def wakes_up(self) -> None:
        """Read again, beginning with what was sent meanwhile."""
        self.ws.transport.resume_reading()
        self.story.told.append(f"{self.name} read again")

    def closed(self) -> str:
        """How this connection ended, in words."""
        code, reason = self.ws.close_code, self.ws.close_reason
        words = f"the connection was closed with {code}"
        if reason:
            words += f" and the reason {reason!r}"
        if code == 1011:
            words += ", which means that the program raised an exception: its log has the traceback"
        if code == 1006:
            words += (
                ", without a close frame: "
                "the handler is the connection, and when it returns, the connection is over"
            )
        return words


def fits(got: Any, expected: Message | Like) -> bool:
    """Whether a message is the expected one."""
    if isinstance(expected, Like):
        return expected.test(got)
    return type(got) is type(expected) and bool(got == expected)


def parsed(message: str | bytes) -> Any:
    """The JSON object or list that a message is; any other message stays as it is."""
    try:
        found = json.loads(message) if isinstance(message, str) else message
    except ValueError:
        return message
    return found if isinstance(found, dict | list) else message


def shown(message: Any) -> str:
    """A message in a sentence, and its beginning only if it is long."""
    if isinstance(message, Like):
        return str(message)
    if isinstance(message, bytes):
        if len(message) > LONGEST:
            return f"the bytes {message[:8].hex(' ')} ... ({len(message):,} bytes)"
        return f"the bytes {message.hex(' ')}" if message else "an empty binary message"
    if isinstance(message, str) and len(message) > 5 * LONGEST:
        return f"{message[:LONGEST]!r} ... ({len(message):,} characters)"
    return json.dumps(message) if isinstance(message, dict | list) else repr(message)


def refusal(error: InvalidHandshake) -> str:
    """How a handshake was refused, such as "HTTP 403"."""
    response = getattr(error, "response", None)
    return f"HTTP {response.status_code}" if response else str(error)
