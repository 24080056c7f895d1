"""Open a room's page as a browser does, connect to what is beside it, and try markup for a name."""

import asyncio
import random
from html import escape
from http import HTTPStatus
from urllib.parse import quote, urljoin, urlsplit

from tutorial_code.ch04_formats.envelope.check import says
from tutorial_code.ch05_browser.rooms.check import comes
from tutorial_code.story import WITHIN, NotYet, Story

REDIRECTS = {
    HTTPStatus.MOVED_PERMANENTLY,
    HTTPStatus.FOUND,
    HTTPStatus.SEE_OTHER,
    HTTPStatus.TEMPORARY_REDIRECT,
    HTTPStatus.PERMANENT_REDIRECT,
}
HOST = "http://127.0.0.1"
SLASH = (
    "To a browser `/rooms/blue` is a file in `/rooms/`, and `chat` beside it is `/rooms/chat`. "
    "Only from `/rooms/blue/` is it `/rooms/blue/chat`: lead visitors there with `resp.redirect`."
)
SAME = "It is one room, whichever way leads to it: one and the same object, found by its name."
MARKUP = (
    "The name stands in the page as markup, and the browser of everybody who follows a link to it "
    "does what it says. `html.escape` makes text of it."
)


async def check(connect, open_connection):
    name = f"blue{random.randrange(1000)}"
    async with Story(connect) as story:

        async def visit(path, status, wanted, because):
            """Ask for a path as a browser does; give the headers and the page."""
            story.told.append(f"A browser asked for {path}")
            wanted = f"It should have received {wanted}"
            try:
                async with asyncio.timeout(WITHIN):
                    got, headers, body = await get(open_connection, path)
            except (TimeoutError, OSError, asyncio.IncompleteReadError) as error:
                raise NotYet(story.told, wanted, f"got no answer ({error!r})", because) from None
            expect(got in status, wanted, f"received HTTP {got}", because)
            return headers, body

        def expect(true, expected, came, because):
            if not true:
                raise NotYet(story.told, expected, came, because)

        ann = await comes(story, "ann", f"/chat/{name}")
        headers, _ = await visit(f"/rooms/{name}", REDIRECTS, "a redirect", SLASH)
        address = urlsplit(urljoin(f"{HOST}/rooms/{name}", headers.get("location", ""))).path
        wanted = f"It should have been sent to /rooms/{name}/"
        expect(address == f"/rooms/{name}/", wanted, f"was sent to {address}", SLASH)
        headers, body = await visit(address, {HTTPStatus.OK}, "the page", "A room's page is here.")
        kind = headers.get("content-type", "nothing")
        wanted = "It should have received a page, text/html"
        expect(kind.startswith("text/html"), wanted, f"received {kind}", "`resp.html` is a page.")
        wanted = f"The page should name the room, {name}"
        expect(name in body, wanted, "does not", "`ROOM` in the page is to be replaced.")

        beside = urlsplit(urljoin(f"{HOST}{address}", "chat")).path
        ben = await comes(story, "ben", beside, ann, because=SAME)
        await says(ann, "ann", "do you hear me?", [ann, ben], because=SAME, id=1)
        await comes(story, "zoe", f"/rooms/{name}0/chat")

        evil = f"<img src=x{random.randrange(1000)} onerror=alert(1)>"
        _, body = await visit(
            f"/rooms/{quote(evil)}/", {HTTPStatus.OK}, "the page", "Any name is a room."
        )
        wanted = f"The page should show the name {evil!r} as text"
        expect(evil not in body, wanted, "has it as markup", MARKUP)
        expect(escape(evil) in body.replace("&#34;", "&quot;"), wanted, "does not show it", MARKUP)


async def get(open_connection, path):
    """The answer to a GET: status, headers with small letters, body."""
    reader, writer = await open_connection()
    try:
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
        )
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {key.lower(): value for key, _, value in (line.partition(": ") for line in head)}
        body = await reader.read()  # all that comes, for the connection is closed then
    finally:
        writer.close()
    return int(head[0].split()[1]), headers, body.decode()
