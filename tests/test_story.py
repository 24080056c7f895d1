"""What a check is made of says what was done, what was expected and what came, and never hangs."""

import importlib
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from typing import Any

import pytest
import responder
from websockets.exceptions import ConnectionClosed

from live import in_process
from tests import hurry


@pytest.fixture
def story() -> Any:
    """The module, loaded anew."""
    return importlib.reload(importlib.import_module("tutorial_code.story"))


def held(story: Any, handler: Any, told: Callable[[Any], Any]) -> str:
    """Tell a story with a server of one handler; what its failure says, or nothing."""
    api = responder.API(sessions=False)
    api.route("/ws", websocket=True)(handler)

    async def tell() -> str:
        try:
            async with in_process.serve(api) as server, story.Story(server.connect) as people:
                await told(people)
        except story.NotYet as error:
            return str(error)
        return ""

    return hurry.run(tell())


async def echo(ws: Any) -> None:
    await ws.accept()
    async for text in ws.iter_text():
        await ws.send_text(text)


async def twice(ws: Any) -> None:
    await ws.accept()
    async for text in ws.iter_text():
        await ws.send_text(text)
        await ws.send_text(text)


async def silent(ws: Any) -> None:
    await ws.accept()
    while (await ws.receive())["type"] == "websocket.receive":
        pass


async def deaf(ws: Any) -> None:
    """Neither accepts nor refuses."""
    await ws.receive()
    await ws.receive()


async def refusing(ws: Any) -> None:
    await ws.close()


async def raising(ws: Any) -> None:
    await ws.accept()
    raise ValueError("on purpose")


async def says_hi(people: Any) -> None:
    ann = await people.person("Ann", "/ws")
    await ann.sends("hi")
    await ann.hears("hi", because="An echo answers.", mistakes={"nothing": "It is silent."})


@pytest.mark.parametrize(
    ("handler", "said"),
    [
        (echo, ""),
        (
            silent,
            "Ann connected to /ws. Ann sent 'hi'. Ann should have received 'hi', "
            "but received nothing within 2 s. It is silent.",
        ),
        (
            twice,
            "Ann connected to /ws. Ann sent 'hi'. Ann received 'hi'. Ann should have received "
            "nothing more, but received 'hi'. That is one message too many.",
        ),
        (deaf, "Ann should be able to connect to /ws, but nothing answered within 2 s."),
        (refusing, "Ann should be able to connect to /ws, but it was refused with HTTP 403."),
    ],
)
def test_a_story_that_goes_another_way_is_told_to_its_end(story, handler, said):
    assert held(story, handler, says_hi) == said


def test_an_exception_of_the_program_is_known_by_its_close_code(story):
    assert "1011, which means that the program raised an exception" in held(story, raising, says_hi)


def test_what_is_like_the_expected_is_enough_and_is_given(story):
    async def told(people: Any) -> None:
        ann = await people.person("Ann", "/ws")
        await ann.sends({"type": "error", "reason": "why"})
        error = story.Like("an error", lambda got: got.get("type") == "error")
        assert await ann.hears(error) == {"type": "error", "reason": "why"}
        await ann.sends("5")
        await ann.hears(story.Like("a number above 7", lambda got: int(got) > 7))

    said = held(story, echo, told)
    assert said.endswith("Ann should have received a number above 7, but received '5'.")


def test_another_kind_of_message_is_not_the_same(story):
    async def told(people: Any) -> None:
        ann = await people.person("Ann", "/ws")
        await ann.sends("hi")
        await ann.hears(b"hi")

    assert "should have received the bytes 68 69, but received 'hi'" in held(story, echo, told)


def test_who_should_be_refused_is_not_let_in(story):
    async def told(people: Any) -> None:
        await people.refused("Eve", "/ws", because="She is a stranger.")

    assert held(story, refusing, told) == ""
    assert held(story, echo, told) == (
        "Eve should be refused at /ws with HTTP 403, but was let in. She is a stranger."
    )


def test_who_should_be_refused_is_answered(story):
    async def told(people: Any) -> None:
        await people.refused("Eve", "/ws", mistakes={"nothing": "Close, or accept."})

    assert held(story, deaf, told) == (
        "Eve should be refused at /ws with HTTP 403, but heard no answer within 2 s. "
        "Close, or accept."
    )


def test_who_should_hear_nothing_is_not_thrown_out(story):
    async def throwing_out(ws: Any) -> None:
        await ws.accept()
        await ws.close(4000, "no room")

    async def told(people: Any) -> None:
        ann = await people.person("Ann", "/ws")
        await ann.hears_nothing(because="She only listens.")

    assert held(story, throwing_out, told) == (
        "Ann connected to /ws. Ann should have received nothing, "
        "but the connection was closed with 4000 and the reason 'no room'. She only listens."
    )


def test_an_end_has_its_code_and_reason(story):
    async def ending(ws: Any) -> None:
        await ws.accept()
        await ws.close(4000, "bye")

    async def told(people: Any) -> None:
        ann = await people.person("Ann", "/ws")
        await ann.is_closed(4000, "bye")
        ben = await people.person("Ben", "/ws")
        await ben.is_closed(4000, "good bye", mistakes={"close 4000": "Mind the words."})

    assert held(story, ending, told).endswith(
        "Ben should have been closed with 4000 and the reason 'good bye', "
        "but the connection was closed with 4000 and the reason 'bye'. Mind the words."
    )


def test_who_vanishes_sends_no_close_frame(story):
    seen: list[int] = []

    async def noting(ws: Any) -> None:
        await ws.accept()
        seen.append((await ws.receive())["code"])

    async def told(people: Any) -> None:
        ann = await people.person("Ann", "/ws")
        ann.vanishes()
        with pytest.raises(ConnectionClosed):
            await ann.ws.recv()

    assert held(story, noting, told) == ""
    assert seen[0] in {1005, 1006}  # what ASGI says of an end without a close frame


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (b"", "an empty binary message"),
        (bytes(40), f"the bytes {bytes(40).hex(' ')}"),
        (bytes(range(41)), "the bytes 00 01 02 03 04 05 06 07 ... (41 bytes)"),
        ("x" * 200, f"'{'x' * 200}'"),
        ("x" * 201, f"'{'x' * 40}' ... (201 characters)"),
        ({"text": "x" * 201}, f'{{"text": "{"x" * 201}"}}'),
    ],
)
def test_of_a_long_message_the_beginning_is_shown(story: Any, message: Any, words: str) -> None:
    assert story.shown(message) == words


def test_who_leaves_says_that_all_is_well(story: Any) -> None:
    codes = []

    async def watch(ws: Any) -> None:
        await ws.accept()
        codes.append((await ws.receive())["code"])

    async def told(people: Any) -> None:
        await (await people.person("Ann", "/ws")).leaves()

    assert held(story, watch, told) == ""
    assert codes == [1000]


def test_what_is_expected_does_not_change(story: Any) -> None:
    with pytest.raises(FrozenInstanceError):
        story.Like("anything", bool).words = "something else"
