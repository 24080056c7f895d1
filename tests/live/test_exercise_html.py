"""What the build writes for exercises and predictions, and what it warns of."""

import pickle
import re
from pathlib import Path

import pytest

from live import conversation, exercises
from tests.live.test_extension import Docs, docs  # noqa: F401
from tests.live.test_panel_html import recorded

SHOUT = ".. exercise:: ch02_echo/shout\n   :new: the answer is made\n\n   Why one wants it.\n"
PREDICT = """
.. predict:: ch02_echo/predict_counter

   Which number?

   * ``1: back``
   * {}
"""


def test_an_exercise_is_a_section_with_its_task_its_panel_and_what_helps(docs):  # noqa: F811
    docs.write("page", SHOUT)
    docs.build_well()
    html = docs.html("page")
    assert '<section class="task" id="exercise-shout">' in html
    assert "<strong>New here:</strong> the answer is made.</p>" in html
    assert "<p>Answer in capital letters.</p>" in html
    assert 'data-step="ch02_echo/shout/exercise" data-exercise="ch02_echo/shout"' in html
    assert re.findall(r'<details class="live-(.*?)"><summary>(.*?)<', html) == [
        ("hint", "Hint 1"),
        ("hint", "Hint 2"),
        ("hint", "Hint 3"),
        ("solution", "A solution"),
    ]
    assert "live/exercise.css" in docs.styles("page")


def test_a_page_is_read_again_when_a_file_of_its_exercise_changes(docs):  # noqa: F811
    docs.write("page", SHOUT)
    docs.build_well()
    env = pickle.loads((docs.folder / "html" / ".doctrees" / "environment.pickle").read_bytes())
    files = [Path(file) for file in env.dependencies["page"]]
    found = {file.name for file in files if file.parent.name == "shout"}
    assert found == {file.name for file in exercises.folder("ch02_echo/shout").glob("*.*")}


def test_the_listing_leaves_out_what_the_page_has_said_and_the_panel_runs_all(docs):  # noqa: F811
    docs.write("page", SHOUT)
    docs.build_well()
    found = re.search(r"<pre[^>]*>(.*?)</pre>", docs.html("page"), re.DOTALL)
    assert found
    assert re.sub("<.*?>", "", found[1]).startswith("import responder\n")
    assert "Answer in capital letters." not in found[1]
    told = recorded(docs.html("page"))
    assert told["source"].startswith('"""Answer in capital letters.\n')
    assert told["events"] == []


def test_the_clients_of_an_exercise_are_set_to_what_its_check_does_first(docs):  # noqa: F811
    docs.write("page", SHOUT)
    docs.build_well()
    example = recorded(docs.html("page"))["example"]
    assert [(event["kind"], event["way"]) for event in example] == [
        ("request", "up"),
        ("text", "up"),
    ]
    assert example[0]["data"] == "/ws"


@pytest.mark.proof
def test_two_builds_of_exercises_give_the_same_page(docs, full):  # noqa: F811
    """Though checks send what nobody can know beforehand; the short form takes every sixth."""
    names = exercises.exercises()[:: 1 if full else 6]
    all_of_them = "\n".join(f".. exercise:: {n}\n   :new: x\n\n   Why.\n" for n in names)
    pages = []
    docs.write("page", all_of_them)
    for _ in range(2):
        assert docs.build("-q", "-E") == (0, "")
        pages.append(docs.html("page"))
        (docs.folder / "html" / "page.html").unlink()
    assert pages[0].count('class="task"') == len(names)
    assert pages[0] == pages[1]


def test_a_prediction_folds_its_conversation_away_with_the_answer(docs):  # noqa: F811
    docs.write("page", PREDICT.format("``3: back``"))
    docs.build_well()
    before, _, after = docs.html("page").partition('<details class="live-answer">')
    assert 'data-answer="3: back"' in before
    assert "A → text back" not in before
    assert "<code>3: back</code>" in after
    assert "A → text one" in after


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            ".. exercise:: ch02_echo/nothing\n\n   Why.",
            "4: WARNING: there is no exercise ch02_echo",
        ),
        (".. exercise:: ch02_echo/shout\n\n   Why.", "4: WARNING: ch02_echo/shout should say what"),
        (".. predict:: ch02_echo/client\n\n   What?", "client.py should be a server with a talk"),
        (
            PREDICT.format("``2: back``"),
            "is '3: back', and should be one of ['1: back', '2: back']",
        ),
        (
            ".. predict:: ch02_echo/predict_counter\n\n   What?",
            "a question and one list of answers",
        ),
    ],
)
def test_a_mistake_in_a_directive_is_a_warning_with_file_and_line(docs, text, said):  # noqa: F811
    docs.write("page", text)
    status, err = docs.build()
    assert status == 1
    assert said in err
    assert "page.rst:" in err


def test_a_solution_that_fails_is_a_warning(docs, monkeypatch):  # noqa: F811
    monkeypatch.setattr(exercises, "LONGEST", 0)
    docs.write("page", SHOUT)
    status, err = docs.build()
    assert status == 1
    assert "page.rst:4: WARNING: the solution of ch02_echo/shout fails" in err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SHOUT, "the solution of ch02_echo/shout fails: OSError('gone')"),
        (PREDICT.format("``3: back``"), "the conversation of ch02_echo/predict_counter fails: "),
    ],
)
def test_a_program_that_does_not_even_load_is_a_warning(docs, text, said, monkeypatch):  # noqa: F811
    def load(step: str) -> None:
        raise OSError("gone")

    monkeypatch.setattr(conversation, "load", load)
    docs.write("page", text)
    status, err = docs.build()
    assert status == 1
    assert said in err
