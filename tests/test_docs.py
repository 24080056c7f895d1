"""What must hold for every page: no block of code without proof, one stem everywhere."""

import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest
from docutils import nodes
from sphinx.environment import BuildEnvironment

from live import conversation
from live.pages.panel import panel
from tests import chapters
from tests.chapters import CHAPTERS, DOCS, ROOT, TUTORIAL

# How a block of code is proved, by its language where it is not included from tutorial_code.
PROVED = {
    "console": "typed into a terminal by test_shell_blocks.py",
    "rst": "how a chapter is written, in CONTRIBUTING.md; chapters build with it",
}
README_COMMANDS = {"git clone", "cd", "make live", "make test", "make check", "make proof"}


def unproved(document: nodes.document) -> list[str]:
    """The blocks of a page that nothing proves, as "file:line: why"."""
    problems = []
    code_ran = False
    for block in document.findall(
        lambda node: isinstance(node, (nodes.literal_block, nodes.comment))
    ):
        kind = block.get("testnodetype")
        place = f"{block.source}:{block.line}"
        if kind == "testcode":
            code_ran = True
        elif kind == "testoutput":
            if not code_ran:
                problems.append(f"{place}: a testoutput without the testcode that prints it")
            code_ran = False
        elif isinstance(block, nodes.comment) or block.get("language") in PROVED:
            continue
        elif not Path(block.get("source", "/")).is_relative_to(TUTORIAL):
            problems.append(
                f"{place}: a {block.get('language', 'literal')} block that nothing proves; "
                "show a file of tutorial_code with snippet, or run it as testcode"
            )
    return problems


def read(docs: Path, doctrees: Path) -> BuildEnvironment:
    """Read all pages with Sphinx, without writing any."""
    command = ["-m", "sphinx", "-q", "-c", str(ROOT), "-b", "dummy", "-d", str(doctrees)]
    subprocess.run(
        [sys.executable, *command, str(docs), str(doctrees / "none")],
        cwd=ROOT, check=True, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return environment(doctrees)


def environment(doctrees: Path) -> BuildEnvironment:
    with (doctrees / "environment.pickle").open("rb") as file:
        env: BuildEnvironment = pickle.load(file)
    return env


def doctree(env: BuildEnvironment, doctrees: Path, page: str) -> nodes.document:
    with (doctrees / f"{page}.doctree").open("rb") as file:
        document: nodes.document = pickle.load(file)
    return document


@pytest.fixture(scope="module")
def pages(
    tmp_path_factory: pytest.TempPathFactory, built: Path | None
) -> dict[str, nodes.document]:
    doctrees = built / "doctrees" if built else tmp_path_factory.mktemp("doctrees")
    env = environment(doctrees) if built else read(DOCS, doctrees)
    return {page: doctree(env, doctrees, page) for page in env.found_docs}


def test_every_block_of_code_is_proved(pages):
    assert [problem for page in pages.values() for problem in unproved(page)] == []


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("::\n\n   print('trust me')\n", "page.rst:6: a literal block that nothing proves"),
        (".. code-block:: python\n\n   trust()\n", "page.rst:4: a python block that nothing"),
        (".. code-block:: html\n\n   <p>\n", "page.rst:4: a html block that nothing proves"),
        (".. testoutput::\n\n   42\n", "page.rst:4: a testoutput without the testcode"),
    ],
)
def test_an_unproved_block_is_named_with_file_and_line(block, said, tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "page.rst").write_text(f"Page\n====\n\n{block}", encoding="utf-8")
    (tmp_path / "docs" / "index.rst").write_text("Index\n=====\n", encoding="utf-8")
    env = read(tmp_path / "docs", tmp_path / "trees")
    problems = unproved(doctree(env, tmp_path / "trees", "page"))
    assert len(problems) == 1
    assert said in problems[0]


def test_one_stem_names_chapter_code_and_tests():
    tests = (ROOT / "tests").glob("test_ch*.py")
    assert sorted(folder.name for folder in TUTORIAL.glob("ch*")) == CHAPTERS
    assert sorted(test.stem.removeprefix("test_") for test in tests) == CHAPTERS


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_all_code_of_a_chapter_is_shown(chapter):
    """Each file of the chapter's folder is on a page, but for the talks of wrong programs.

    The talk of a prediction is its answer, and test_exercises.py looks at the exercises.
    """
    shown = {block.argument for block in chapters.blocks("snippet")}
    shown |= {f"{block.argument}.py" for block in chapters.blocks("predict")}
    files = {
        file.relative_to(TUTORIAL).as_posix()
        for file in (TUTORIAL / chapter).rglob("*.*")
        if file.suffix in {".py", ".html", ".js", ".css"}
        and not re.fullmatch(r"(wrong|predict)_.*_talk\.py", file.name)
        and not (file.parent / "exercise.py").exists()
    }
    assert files - shown == set()


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_chapter_has_its_rooms_in_order(chapter):
    text = (DOCS / f"{chapter}.rst").read_text(encoding="utf-8")
    rooms = [
        "After this chapter you can",
        "The smallest thing that works",
        "What happened, frame by frame",
        "Your turn",
        "Summary",
        "What to read next",
    ]
    places = [text.find(f"\n{room}") for room in rooms]
    assert -1 not in places, rooms[places.index(-1)]
    assert places == sorted(places)


@pytest.mark.parametrize("server", conversation.servers())
def test_the_step_says_how_to_reach_it(server):
    text = (TUTORIAL / f"{server}.py").read_text(encoding="utf-8")
    main = text.partition('if __name__ == "__main__":')[2]
    assert 'print("' in main
    assert "127.0.0.1:5042" in main


@pytest.mark.parametrize("step", [s for s in conversation.servers() if re.search(r"/step\d", s)])
def test_the_step_is_small(step):
    lines = (TUTORIAL / f"{step}.py").read_text(encoding="utf-8").partition("if __name__")[0]
    body = re.sub(r'^""".*?"""', "", lines, flags=re.DOTALL)
    code = [line for line in body.splitlines() if line.strip() and not line.strip().startswith("#")]
    assert len(code) <= 30


@pytest.mark.parametrize("step", conversation.steps())
def test_the_step_runs_in_its_page_or_says_why_not(step, pages):
    """A panel, or the line that ``:no-panel:`` gives."""
    found = chapters.blocks("snippet", "predict")
    shown = [block for block in found if block.argument.removesuffix(".py") == step]
    assert shown
    live = {node["step"] for page in pages.values() for node in page.findall(panel)}
    assert step in live or any(":no-panel:" in block.body for block in shown)


def test_tutorial_code_stands_alone():
    for file in TUTORIAL.rglob("*.py"):
        assert not re.search(r"^\s*(from|import) (live|tests)\b", file.read_text("utf-8"), re.M), (
            file
        )
