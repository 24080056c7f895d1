"""The authoring gate: what every exercise and every prediction must be, whoever adds one."""

import asyncio
import contextlib
import importlib
import json
import re
import socket
from collections.abc import AsyncIterator, Coroutine
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import responder
import uvicorn
from websockets.asyncio.client import connect

from live import conversation, exercises, in_process, translation
from live.exercises import Verdict
from live.pages import catalogues
from live.wire import Event, Record
from tests import chapters, hurry
from tests.chapters import CHAPTERS
from tests.live.test_page import here  # noqa: F401  # a fixture
from tests.test_conversations import assert_clean, leave_in_each_way

EXERCISES = exercises.exercises()
MISTAKES = [f"{name}/{stem}" for name in EXERCISES for stem in exercises.mistakes(name)]
SHOWN = [f"{name}/{stem}" for name in EXERCISES for stem in ("exercise", "solution")]
PREDICTIONS = [step for step in conversation.steps() if "/predict_" in step]
CATALOGUE = json.dumps({message.id: f"[{message.id}]" for message in catalogues.sources("checks")})
RIGHT = [f"{name}/{stem}" for name in EXERCISES for stem in ("solution", "another")]
BUSY = 10
"""Seconds that a right answer may take to say something where time is real: others run beside."""


def split(program: str) -> tuple[str, str]:
    """The exercise of "chapter/exercise/program", and the program's stem."""
    exercise, _, stem = program.rpartition("/")
    return exercise, stem


def verdict(program: str) -> Verdict:
    """What the check of its exercise says of a program, in process, whose waits take no time."""
    module = conversation.load(program)
    return told(exercises.check_in_process(split(program)[0], module))


def told(checking: Coroutine[Any, Any, Verdict]) -> Verdict:
    """A verdict, each of whose texts can be translated."""
    found = hurry.run(checking)
    english = [found.expected or found.message, found.came, found.because, *found.story]
    translation.use(CATALOGUE)
    other = found.translated()
    translation.use("{}")
    said = [other.expected or other.message, other.came, other.because, *other.story]
    assert not [text for text, now in zip(english, said, strict=True) if text and text == now]
    return found


def load(program: str) -> ModuleType:
    """A program, loaded anew; where nothing should come, its check looks for a moment only."""
    module = conversation.load(program)
    waits().QUIET = 0.05
    return module


def waits() -> Any:
    """How long checks wait, in the module that the next check uses."""
    return importlib.import_module("tutorial_code.story")


# What a folder holds


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_chapter_has_at_least_three_exercises_and_two_predictions(chapter):
    assert sum(name.startswith(f"{chapter}/") for name in EXERCISES) >= 3
    assert chapters.count(chapter, "predict") >= 2


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_folder_holds_all_that_an_exercise_needs(exercise):
    names = {file.name for file in exercises.folder(exercise).glob("*.*")}
    needed = {"exercise.py", "solution.py", "another.py", "check.py", "hints.rst"}
    assert needed <= names
    assert "mistake_hard_coded.py" in names
    assert len(exercises.mistakes(exercise)) >= 3  # the hard-coded one, and two that people make


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_starter_says_what_to_do_and_where(exercise):
    file = exercises.folder(exercise) / "exercise.py"
    first, blank, *rest = exercises.docstring(file).splitlines()
    assert re.fullmatch(r"[A-Z].*\.", first), "its docstring begins with one sentence"
    assert blank == ""
    assert rest
    assert re.search(r"# TODO: \w", file.read_text("utf-8"))


@pytest.mark.parametrize("program", SHOWN)
def test_the_program_is_small_and_serves_by_itself(program):
    text = (exercises.folder(program).with_suffix(".py")).read_text("utf-8")
    main = text.partition('if __name__ == "__main__":')[2]
    assert 'print("' in main
    assert "127.0.0.1:5042" in main
    assert "    api.run(" in main
    body = re.sub(r'^""".*?"""', "", text.partition("if __name__")[0], flags=re.DOTALL)
    code = [line for line in body.splitlines() if line.strip() and not line.strip().startswith("#")]
    assert len(code) <= 30


@pytest.mark.parametrize("exercise", EXERCISES)
def test_there_are_hints_and_each_gives_more_away_than_the_one_before(exercise):
    """Gives away: quotes what the solution has and the starter has not."""
    found = exercises.hints(exercise)
    assert len(found) >= 3
    assert all(len(hint.split()) > 3 for hint in found)
    given = [given_away(exercise, hint) for hint in found]
    assert given == sorted(given), f"characters of the answer in each hint: {given}"
    assert given[0] < given[-1], f"characters of the answer in each hint: {given}"


def given_away(exercise: str, hint: str) -> int:
    """How many characters of the answer a hint quotes."""
    starter, solution = (
        " ".join((exercises.folder(exercise) / f"{stem}.py").read_text("utf-8").split())
        for stem in ("exercise", "solution")
    )
    quoted = {" ".join(quote.split()) for quote in re.findall(r"``(.+?)``", hint, re.DOTALL)}
    return sum(len(quote) for quote in quoted if quote in solution and quote not in starter)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_chapter_shows_the_exercise_once_and_names_what_is_new(exercise):
    shown = [block for block in chapters.blocks("exercise") if block.argument == exercise]
    assert [block.page for block in shown] == [f"docs/{exercise.partition('/')[0]}.rst"]
    options, _, prose = shown[0].body.partition("\n\n")
    assert re.match(r":new: \w", options)
    assert prose.strip()


@pytest.mark.parametrize("chapter", CHAPTERS[2:7])
def test_the_exercises_of_the_chat_build_on_one_another(chapter):
    """A starter imports solutions that come before it; at most one of a chapter begins anew."""
    builds = 0
    for name in [name for name in EXERCISES if name.startswith(chapter)]:
        source = (exercises.folder(name) / "exercise.py").read_text("utf-8")
        found = re.findall(
            r"^from tutorial_code\.(\w+)\.(\w+)(?:\.| import )solution", source, re.M
        )
        before = EXERCISES[: EXERCISES.index(name)]
        assert all("/".join(parts) in before for parts in found), name
        builds += bool(found)
    assert builds >= 2


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_solution_leaves_the_settings_as_they_were(exercise):
    """The check sets them to others, so no talk shows what they are."""
    before, after = (settings(load(f"{exercise}/{stem}")) for stem in ("exercise", "solution"))
    assert after == before


def settings(program: ModuleType) -> dict[str, float]:
    """The numbers of a program that have a name."""
    found = vars(program).items()
    return {name: value for name, value in found if isinstance(value, int | float)}


# What its programs do


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_starter_fails_its_check_and_learns_why(exercise):
    found = verdict(f"{exercise}/exercise")
    assert not found.passed
    for part in (found.expected, found.came, found.because, found.wire):
        assert part, found
    assert found.expected in found.message
    assert found.because in found.message


@pytest.mark.parametrize("program", RIGHT)
async def test_a_right_answer_passes_and_leaves_the_log_clean_however_its_clients_leave(program):
    module, record = load(program), Record()
    waits().WITHIN = BUSY
    async with in_process.serve(module.api, **conversation.settings(module)) as server:
        found = await exercises.check(split(program)[0], server, module, record)
        keep_programs(record)  # a check may have forbidden what it let in before
        await leave_in_each_way(server, record)
    assert found.passed, found.message
    assert_clean(server.log)


def keep_programs(record: Record) -> None:
    """Leave out the clients that came from a page of some origin."""
    pages = {
        event.lane
        for event in record.events
        if event.kind == "request" and any(name.lower() == "origin" for name, _ in event.headers)
    }
    record.events = [event for event in record.events if event.lane not in pages]


@pytest.mark.real
@pytest.mark.parametrize("exercise", EXERCISES)
async def test_the_solution_passes_on_a_real_socket(exercise):
    module = load(f"{exercise}/solution")
    waits().WITHIN = BUSY
    async with serve_on_a_socket(module) as server:
        found = await exercises.check(exercise, server, module)
    assert found.passed, found.message


@contextlib.asynccontextmanager
async def serve_on_a_socket(module: ModuleType) -> AsyncIterator[Any]:
    """A program on a TCP socket of this process, so that its check can reach the module, too."""
    config = uvicorn.Config(module.api, log_config=None, **conversation.settings(module))
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        serving = asyncio.create_task(server.serve([listener]))
        yield SimpleNamespace(
            connect=lambda path, **options: connect(
                f"ws://127.0.0.1:{port}{path}", proxy=None, **options
            ),
            open_connection=lambda: asyncio.open_connection("127.0.0.1", port),
        )
        server.should_exit = True
        await serving


@pytest.mark.parametrize("program", MISTAKES)
def test_a_mistake_gets_the_message_that_names_it(program):
    exercise, stem = split(program)
    expected = exercises.mistakes(exercise)[stem]
    assert len(expected) > 15, "its docstring tells what `The check says:`"
    found = verdict(program)
    assert not found.passed
    assert expected in " ".join(found.message.split())


DEAF = """"..." and not self.queue.empty():
            self.deaf = True
        if message == "..." and getattr(self, "deaf", False):"""
FAULTS = [  # what is put where in a solution, and what the check has to say of it
    (
        "ch09_slow_clients/typing",
        {'"..." and not self.queue.empty():': DEAF},
        "Ann reads again, and nothing waits for her.",
    ),
    ("ch10_security/pace", {"BURST": "MOST"}, "It should have BURST"),
    ("ch10_security/pace", {"PAUSE": "EVERY"}, "It should have PAUSE"),
    ("ch11_reconnect/gap", {"last < lost": "last <= lost"}, "so there is no gap to tell of"),
    ("ch11_reconnect/gap", {"last = lost": "pass"}, "The room keeps it, and it was not heard yet."),
    (
        "ch11_reconnect/gap",
        {"last < lost": "last < lost or not self.kept"},
        "so there is no gap to tell of",
    ),
    (
        "ch13_deploy/last_words",
        {"    room.goodbye()\n": "    room.goodbye()\n    resp.status_code = 503\n"},
        "503 came. Whoever drains a server goes by the status",
    ),
]


@pytest.mark.parametrize(("exercise", "changes", "told"), FAULTS)
def test_a_fault_in_the_solution_is_found(exercise, changes, told, tmp_path):
    source = (exercises.folder(exercise) / "solution.py").read_text("utf-8")
    for right, wrong in changes.items():
        assert right in source
        source = source.replace(right, wrong)
    (tmp_path / "faulty.py").write_text(source, encoding="utf-8")
    program = exercises.load_file(tmp_path / "faulty.py")
    waits().QUIET = 0.05
    found = hurry.run(exercises.check_in_process(exercise, program))
    assert not found.passed
    assert told in found.message


@pytest.mark.parametrize("exercise", EXERCISES)
@pytest.mark.parametrize("kind", ["refuses", "returns", "is silent"])
def test_a_server_that_does_nothing_fails_its_check(exercise, kind):
    conversation.forget()
    found = told(exercises.check_in_process(exercise, nothing(kind)))
    assert not found.passed
    assert found.expected, found.message


def nothing(kind: str) -> Any:
    """A program that at any path refuses, accepts and leaves, or accepts and is silent."""
    api = responder.API(sessions=False)

    @api.route("/{path:path}", websocket=True)  # type: ignore[untyped-decorator]
    async def serve(ws: Any, *, path: str) -> None:
        if kind == "refuses":
            await ws.close()
            return
        await ws.accept()
        if kind == "is silent":
            while (await ws.receive())["type"] == "websocket.receive":
                pass

    return SimpleNamespace(api=api)


@pytest.mark.parametrize("answer", [None, ConnectionRefusedError, b"", b"HTTP/1.1 ok", b"x 2\xff"])
async def test_an_answer_that_is_none_is_told_to_the_reader(answer):
    """Whoever asks over HTTP hears nothing, is refused, or gets what is no answer."""
    ready = importlib.import_module("tutorial_code.ch13_deploy.ready.check")
    waits().WITHIN = 0.05

    async def open_connection() -> Any:
        if not isinstance(answer, bytes | None):
            raise answer
        reader = asyncio.StreamReader()
        if answer is not None:
            reader.feed_data(answer)
            reader.feed_eof()
        return reader, SimpleNamespace(write=lambda data: None, close=lambda: None)

    story = ready.Story(None)
    with pytest.raises(
        ready.NotYet, match=r"/live should have answered 200 .* no answer came. Why"
    ):
        await ready.answers(story, open_connection, "/live", 200, "alive", "Why")


# Runtimes: in process and on a real socket above, in the page here and in tests/browser/


@pytest.mark.parametrize("exercise", EXERCISES)
async def test_the_page_checks_as_the_tests_do(exercise, here):  # noqa: F811
    """What the page's worker calls, in CPython."""
    for stem, passed in (("exercise", False), ("solution", True)):
        source = (exercises.folder(exercise) / f"{stem}.py").read_text("utf-8")
        assert await here.page.run(f"{exercise}/exercise", source) == {"ok": True}
        here.heard.clear()  # what ran before may have lost a client just now
        # A starter may be silent; a solution answers, even on a machine that stands still a while.
        waits().QUIET, waits().WITHIN = 0.05, 8 if passed else 1.6
        found = await here.page.check(exercise)
        assert found["passed"] is passed, found["message"]
        assert "\n".join(wire(here.heard)) == found["wire"]


def wire(heard: list[dict[str, Any]]) -> list[str]:
    """The lines of the events that a page heard of."""
    record = Record()
    record.events = [Event(**message["event"]) for message in heard if message["type"] == "wire"]
    return record.as_text().splitlines()


# Predictions


@pytest.mark.real
@pytest.mark.parametrize("step", PREDICTIONS)
async def test_a_prediction_has_the_same_answer_on_a_real_socket(step):
    """That the right answer is one to choose is for the build to see: it would warn."""
    record, expected = Record(), await conversation.hold_in_process(step)
    async with serve_on_a_socket(conversation.load(step)) as server:
        await conversation.hold(conversation.load_talk(step), server, record)
    assert isinstance(record.answer, str)
    assert record.answer == expected.answer


@pytest.mark.parametrize("step", PREDICTIONS)
async def test_the_answer_of_a_prediction_is_one_to_choose(step):
    [shown] = [block for block in chapters.blocks("predict") if block.argument == step]
    record = await conversation.hold_in_process(step)
    choices = re.findall(r"^\* (.*(?:\n  .*)*)", shown.body, re.MULTILINE)
    assert record.answer in [" ".join(choice.split()).replace("``", "") for choice in choices]


@pytest.mark.parametrize("step", PREDICTIONS)
def test_the_answer_of_a_prediction_is_not_typed(step):
    """Its talk makes the answer of what came; its program and its page do not tell."""
    record = asyncio.run(conversation.hold_in_process(step))
    talk = (conversation.TUTORIAL / f"{step}_talk.py").read_text("utf-8")
    assert f"return {record.answer!r}" not in talk
    assert f'return "{record.answer}"' not in talk
