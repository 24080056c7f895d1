"""The archive of a chapter holds all that its programs need; they run where it is unpacked."""

import ast
import importlib.metadata
import io
import re
import sys
import zipfile

import pytest

from live import conversation
from live.pages import downloads
from live.pages.page_packages import locked
from live.wire import Record
from tests.chapters import CHAPTERS, ROOT
from tests.live.test_extension import Docs, docs  # noqa: F401
from tests.processes import serve_command


@pytest.fixture(scope="module", params=CHAPTERS)
def packed(request: pytest.FixtureRequest) -> tuple[str, dict[str, bytes]]:
    """A chapter and the files of its archive, without their folder."""
    chapter = request.param
    files = downloads.archive(chapter, "A title", "A tutorial")
    assert all(name.startswith(f"{chapter}/") for name in files)
    return chapter, {name.removeprefix(f"{chapter}/"): file for name, file in files.items()}


def imported(files: dict[str, bytes]) -> set[str]:
    """The modules that the programs of an archive name."""
    nodes = [
        n for name, file in files.items() if name.endswith(".py") for n in ast.walk(ast.parse(file))
    ]
    return {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module} | {
        alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names
    }


def test_an_archive_has_what_its_programs_import_of_the_tutorial(packed):
    chapter, files = packed
    modules = {name.removesuffix(".py").replace("/", ".") for name in files if name.endswith(".py")}
    packages = {".".join(m.split(".")[:n]) for m in modules for n in range(1, m.count(".") + 1)}
    ours = {name for name in imported(files) if name.startswith("tutorial_code")}
    assert ours <= modules | packages
    steps = {name for name in conversation.servers() if name.startswith(f"{chapter}/")}
    assert {f"tutorial_code/{step}.py" for step in steps} <= files.keys()


def test_its_requirements_are_the_locked_versions_of_what_is_imported(packed):
    _, files = packed
    asked = dict(line.split("==") for line in files["requirements.txt"].decode().splitlines())
    assert asked.items() <= locked().items()
    packages = importlib.metadata.packages_distributions()
    names = {name.partition(".")[0] for name in imported(files)} - {"tutorial_code"}
    needed = {packages[name][0] for name in names - sys.stdlib_module_names}
    assert asked.keys() == needed | {"websockets"}
    assert list(asked) == sorted(asked)


def test_its_readme_names_each_server_and_a_step_to_begin_with(packed):
    chapter, files = packed
    readme = files["README.txt"].decode()
    assert readme.startswith('A title: the programs of the chapter, from "A tutorial".\n')
    [first] = re.findall(r"python -m (tutorial_code\S+)", readme)
    assert first.startswith(f"tutorial_code.{chapter}.step1")
    listed = re.findall(r"^tutorial_code\.\w+\.(\w+)\n    \S", readme, re.MULTILINE)
    assert [f"{chapter}/{name}" for name in listed] == [
        step for step in conversation.servers() if step.startswith(f"{chapter}/")
    ]
    assert files["LICENSE"] == (ROOT / "LICENSE").read_bytes()


def test_what_only_authors_and_checks_read_stays_behind(packed):
    _, files = packed
    assert not [
        n for n in files if re.search(r"/(mistake_\w+|another|check)\.py$|hints\.rst|pyc", n)
    ]


def test_what_a_page_needs_comes_along_with_whoever_imports_it():
    files = downloads.archive("ch05_browser", "", "")
    assert "ch05_browser/tutorial_code/ch05_browser/static/index.html" in files
    borrowed = downloads.with_imports({ROOT / "tutorial_code" / "ch06_hooks" / "ending.py"})
    beside = {file.relative_to(ROOT).as_posix() for file in borrowed if file.suffix != ".py"}
    assert "tutorial_code/ch05_browser/static/index.html" in beside
    assert not [name for name in beside if not name.startswith("tutorial_code/ch05_browser/")]


def test_a_chapters_page_offers_its_archive(docs):  # noqa: F811
    docs.write("index", ".. toctree::\n\n   page\n   ch02_echo")
    docs.write("page", "No chapter.")
    docs.write("ch02_echo", "* Begin.")
    docs.build_well()
    packed = (docs.folder / "html" / "_downloads" / "ch02_echo.zip").read_bytes()
    html = docs.html("ch02_echo")
    assert '<a href="_downloads/ch02_echo.zip" download>the programs of this chapter</a>' in html
    assert f"({round(len(packed) / 1024)} KiB)" in html
    assert '<a href="ch02_echo.txt">this page as plain text</a>' in html
    assert "take-along" not in docs.html("page")
    names = zipfile.ZipFile(io.BytesIO(packed)).namelist()
    assert "ch02_echo/tutorial_code/ch02_echo/step1_echo.py" in names
    docs.write("ch02_echo", "* Begin again.")
    docs.build_well()
    assert (docs.folder / "html" / "_downloads" / "ch02_echo.zip").read_bytes() == packed


@pytest.mark.real
@pytest.mark.parametrize("step", ["ch10_security/step10_room", "ch05_browser/step2_static"])
async def test_a_program_runs_where_its_archive_is_unpacked(tmp_path, step):
    """With nothing but the archive's own modules; the packages are those that are installed."""
    chapter = step.partition("/")[0]
    for name, content in downloads.archive(chapter, "", "").items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    module = f"tutorial_code.{step.replace('/', '.')}"
    command = [sys.executable, "-m", module]
    env = {"PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": "1"}
    async with serve_command(*command, env=env, cwd=tmp_path / chapter) as server:
        record = Record()
        await conversation.hold(conversation.load_talk(step), server, record)
        assert record.events[1].code == 101


def test_a_program_is_told_by_its_first_sentence(tmp_path):
    program = tmp_path / "program.py"
    program.write_text('"""Echo.\n\nMore."""\n', "utf-8")
    assert downloads.says(program) == "Echo."


def test_a_program_that_is_no_python_stops_no_build(tmp_path):
    """Its page says what is wrong with it; nobody can say what it imports."""
    broken = tmp_path / "broken.py"
    broken.write_text("async def echo(ws:\n", "utf-8")
    assert downloads.imports(broken) == frozenset()
    assert downloads.says(broken) == ""
