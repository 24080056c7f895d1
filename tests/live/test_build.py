"""What the build does once and keeps: the server that runs in the page, and the panel's files."""

import importlib.metadata
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from docutils import nodes
from sphinx.util.images import get_image_size

from live.pages import catalogues, finish, page_packages, panel, path, runtime, site_files

ROOT = Path(__file__).parents[2]
INFO = {"python": "3.14.2", "abi_version": "2026_0"}
LOCKED = """\
msgpack==1.2.3 ; python_version >= "3" \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via responder
other==1.0 \\
    --hash=sha256:cc
"""


class Ran(list[tuple[str, ...]]):
    """The programs that were run, as words; none runs."""

    def __call__(self, *command: Any, cwd: Path | None = None) -> None:
        self.append(tuple(map(str, command)))


def touch(folder: Path, *names: str) -> None:
    """Make files that hold their own names."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, "utf-8")


def found(folder: Path) -> list[str]:
    """The files of a folder."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return sorted(file.relative_to(folder).as_posix() for file in files)


# The packages


def test_the_page_needs_what_its_packages_require_there():
    versions = page_packages.closure("3.14.2")
    assert {"responder", "starlette", "websockets", "pydantic-core", "pytest"} <= versions.keys()
    assert versions["responder"] == importlib.metadata.version("responder")
    assert not {"uvloop", "httptools", "httpx2-jsfetch"} & versions.keys()
    assert list(versions) == sorted(versions)


def test_what_a_package_requires_may_depend_on_the_python_of_the_page(monkeypatch):
    needs = ['h11; python_version == "3.14"', 'httptools; python_version < "3.14"']
    monkeypatch.setattr(page_packages, "ROOTS", ["responder"])
    monkeypatch.setattr(
        importlib.metadata, "requires", lambda name: needs if name == "responder" else None
    )
    assert list(page_packages.closure("3.14.2")) == ["h11", "responder"]


def test_a_package_that_is_not_installed_is_named(monkeypatch):
    monkeypatch.setattr(page_packages, "ROOTS", ["no-such-package"])
    with pytest.raises(SystemExit, match="needs no-such-package, which is not installed"):
        page_packages.closure("3.14.2")


def test_the_packages_are_gathered_without_what_is_compiled_here(tmp_path, monkeypatch):
    touch(tmp_path / "site", "h11/__init__.py", "h11/fast.so", "h11/__init__.pyc")
    touch(tmp_path / "site", "h11/tests/test_h11.py", "h11/within/it/deep.py")
    touch(tmp_path / "bin", "h11")
    with zipfile.ZipFile(tmp_path / "msgpack.whl", "w") as wheel:
        wheel.writestr("msgpack/__init__.py", "for Pyodide")
    files = [importlib.metadata.PackagePath(name) for name in found(tmp_path / "site")]
    files.append(importlib.metadata.PackagePath("../bin/h11"))
    distribution = SimpleNamespace(files=files, locate_file=lambda file: tmp_path / "site" / file)
    monkeypatch.setattr(importlib.metadata, "distribution", lambda name: distribution)
    monkeypatch.setattr(page_packages, "closure", lambda python: {"h11": "1", "msgpack": "1.2.3"})
    monkeypatch.setattr(page_packages, "COMPILED", ["msgpack"])
    fetched: list[str] = []

    def download(name: str, version: str, wheels: Path, info: Any, run: Any) -> None:
        fetched.append(f"{name} {version}")
        wheels.mkdir()
        shutil.copy(tmp_path / "msgpack.whl", wheels)

    monkeypatch.setattr(page_packages, "download", download)
    packages = tmp_path / "work" / "packages"
    packages.mkdir(parents=True)
    assert page_packages.gather(packages, INFO, Ran()) == {"h11": "1", "msgpack": "1.2.3"}
    assert fetched == ["msgpack 1.2.3"]
    theirs = [name for name in found(packages) if not name.startswith("live/")]
    assert theirs == ["h11/__init__.py", "h11/within/it/deep.py", "msgpack/__init__.py"]
    ours = [str(file.relative_to(page_packages.ROOT)) for file in page_packages.OURS]
    assert [name for name in found(packages) if name.startswith("live/")] == sorted(ours)


def test_a_compiled_package_comes_as_the_wheel_whose_hash_is_locked(tmp_path, monkeypatch):
    monkeypatch.setattr(page_packages, "LOCK", tmp_path / "requirements.txt")
    page_packages.LOCK.write_text(LOCKED, "utf-8")
    ran = Ran()
    page_packages.download("msgpack", "1.2.3", tmp_path / "wheels", INFO, ran)
    [command] = ran
    assert command[:4] == ("python", "-m", "pip", "download")
    assert {"--require-hashes", "--only-binary=:all:", "--no-deps"} <= set(command)
    assert command[-10:-4] == (
        *("--platform", "pyemscripten_2026_0_wasm32"),
        *("--python-version", "314", "--abi", "cp314"),
    )
    wanted = Path(command[-1]).read_text("utf-8")
    assert wanted == LOCKED.partition("    # via")[0]
    with pytest.raises(AssertionError, match=r"locks no msgpack 1\.2\.4"):
        page_packages.download("msgpack", "1.2.4", tmp_path / "wheels", INFO, ran)
    page_packages.download("msgpack", "1.2.3", tmp_path / "wheels", INFO, ran)  # into the same one


# The runtime


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A project of which nothing is built yet, and the programs that its build would run."""
    build, browser = tmp_path / "build", tmp_path / "browser"
    touch(browser, "panel.mjs", "panel.css", "package-lock.json", "build/compile.mjs")
    touch(browser / "node_modules" / "pyodide", *runtime.FETCHED)
    pyodide = browser / "node_modules" / "pyodide"
    (pyodide / "pyodide-lock.json").write_text(json.dumps({"info": INFO}), "utf-8")
    (pyodide / "package.json").write_text('{"version": "314.0.7"}', "utf-8")
    for name, value in {
        "BROWSER": browser,
        "MODULES": browser / "node_modules",
        "PARTS": build / "parts",
        "LOCK": build / "parts" / "lock",
        "TARGET": build / "runtime",
    }.items():
        monkeypatch.setattr(runtime, name, value)
    ran = Ran()

    def run(*command: Any, cwd: Path | None = None) -> None:
        ran(*command)
        if str(command[1]).endswith("snapshot.mjs"):
            Path(command[-1]).write_bytes(b"memory" * 100)

    def gather(packages: Path, info: dict[str, str], run: Any) -> dict[str, str]:
        assert info == INFO
        touch(packages, "b.py", "a.py")
        packages.with_name("wheels").mkdir()
        return {"responder": "9"}

    monkeypatch.setattr(runtime, "run", run)
    monkeypatch.setattr(page_packages, "gather", gather)
    return SimpleNamespace(
        ran=ran, browser=browser, parts=build / "parts", target=build / "runtime"
    )


def test_what_is_built_anew_depends_on_what_it_is_made_of(project):
    keys = [runtime.key()]
    for name in ("package-lock.json", "build/compile.mjs"):
        (project.browser / name).write_text("changed", "utf-8")
        keys.append(runtime.key())
    assert len(set(keys)) == 3


def test_the_first_build_makes_its_folders(project):
    runtime.main()
    assert f"{runtime.key()}/snapshot.gz" in found(project.target)


@pytest.mark.real
@pytest.mark.timeout(300)  # if it is the first to build
def test_make_runtime_says_nothing_where_nothing_is_to_do():
    command = [sys.executable, "-m", "live.pages.runtime"]
    subprocess.run(command, cwd=ROOT, check=True)
    again = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    assert (again.stdout, again.stderr) == ("", "")


def test_the_runtime_is_built_once_and_what_is_stale_goes(project, capsys):
    touch(project.parts, "old/snapshot.gz", "new/unfinished")
    touch(project.target, "old/snapshot.gz", "tutorial-0.json")
    runtime.main()
    [parts] = [folder for folder in project.parts.iterdir() if folder.is_dir()]
    assert parts.name == runtime.key()
    assert found(parts) == ["about.json", "rest.zip", "snapshot.gz"]
    assert [Path(command[1]).name for command in project.ran] == [
        "ci",
        "compile.mjs",
        "snapshot.mjs",
    ]
    built = found(project.target)
    [tutorial] = [name for name in built if name.startswith("tutorial-")]
    served = [*runtime.FETCHED, "empty.zip", "rest.zip", "snapshot.gz"]
    assert built == sorted(
        [
            *(f"{parts.name}/{name}" for name in served),
            "about.mjs",
            "panel.css",
            "panel.mjs",
            tutorial,
        ]
    )
    about = (project.target / "about.mjs").read_text("utf-8")
    told = json.loads(about[about.index("{\n") : about.rindex(";")])
    assert (told["folder"], told["tutorial"], told["memory"]) == (parts.name, tutorial, 600)
    assert told["versions"] == {"responder": "9", "pyodide": "314.0.7"}
    assert told["sizes"]["snapshot.gz"] == (parts / "snapshot.gz").stat().st_size
    assert "Building the server that runs in the page" in capsys.readouterr().out

    before = (project.target / "about.mjs").stat().st_mtime_ns
    runtime.main()
    assert len(project.ran) == 3
    assert (project.target / "about.mjs").stat().st_mtime_ns == before
    assert capsys.readouterr().out == ""


def test_the_page_has_all_of_the_tutorial_but_what_only_its_authors_read():
    files = json.loads(runtime.tutorial())
    assert "tutorial_code/ch02_echo/step1_echo.py" in files
    assert "tutorial_code/ch02_echo/shout/solution.py" in files
    assert not [name for name in files if "/mistake_" in name or name.endswith("/another.py")]
    assert not [name for name in files if name.endswith(("hints.rst", ".pyc"))]


def test_all_is_looked_for_in_this_repository():
    assert runtime.ROOT == page_packages.ROOT == ROOT


def test_an_archive_depends_on_its_files_alone(tmp_path):
    archives = []
    for name, files in [("one", ["b", "a/c"]), ("two", ["a/c", "b"])]:
        touch(tmp_path / name, *files)
        runtime.zip_folder(tmp_path / name, tmp_path / f"{name}.zip")
        archives.append((tmp_path / f"{name}.zip").read_bytes())
    assert archives[0] == archives[1]
    entries = zipfile.ZipFile(tmp_path / "one.zip").infolist()
    assert [entry.filename for entry in entries] == ["a/c", "b"]
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}


def test_a_program_that_fails_ends_the_build_with_what_it_said(tmp_path):
    text = "import sys; print('out', flush=True); sys.stderr.write('err'); sys.exit(3)"
    with pytest.raises(SystemExit) as end:
        runtime.run(Path(sys.executable).name, "-c", text, cwd=tmp_path)
    assert str(end.value).startswith(f"{Path(sys.executable).name} -c import sys")
    assert str(end.value).endswith("should succeed, but ended with 3:\nout\nerr")


# The panel's files, and the pages


def test_what_a_site_no_longer_serves_is_removed(tmp_path, monkeypatch):
    small, target = tmp_path / "small", tmp_path / "runtime"
    touch(small, "panel.mjs")
    touch(target, "about.mjs", "tutorial-2.json", "key/rest.zip", "panel.mjs")
    site = tmp_path / "html" / "_static" / "live"
    touch(site, "tutorial-1.json", "old/rest.zip", "key/rest.zip")
    monkeypatch.setattr(runtime, "TARGET", target)
    monkeypatch.setattr(runtime, "LOCK", tmp_path / "lock")
    monkeypatch.setattr(runtime, "main", lambda: None)
    monkeypatch.setattr(site_files, "small", lambda: small)
    app: Any = SimpleNamespace(
        builder=SimpleNamespace(name="html"),
        outdir=tmp_path / "html",
        config=SimpleNamespace(live_runtime=True),
    )
    site_files.prepare(app)
    assert found(site) == ["about.mjs", "key/rest.zip", "panel.mjs", "tutorial-2.json"]
    times = {name: (site / name).stat().st_mtime_ns for name in found(site)}
    site_files.prepare(app)  # and what is there already stays
    assert {name: (site / name).stat().st_mtime_ns for name in found(site)} == times


@pytest.mark.parametrize(("variable", "whole"), [(None, True), ("1", True), ("0", False)])
def test_the_runtime_is_left_out_where_that_is_asked_for(variable, whole, monkeypatch):
    monkeypatch.delenv("LIVE_RUNTIME", raising=False)
    if variable:
        monkeypatch.setenv("LIVE_RUNTIME", variable)
    defaults = {}
    app: Any = SimpleNamespace(
        add_config_value=lambda name, default, *_: defaults.update({name: default}),
        connect=lambda *_: None,
    )
    site_files.setup(app)
    assert defaults == {"live_runtime": whole}


def page_of(*children: nodes.Node) -> nodes.container:
    return nodes.container("", *children)


@pytest.mark.parametrize(
    ("doctree", "loaded"),
    [
        (None, []),
        (page_of(), []),
        (page_of(panel.panel("")), ["panel.css", "start.js"]),
        (page_of(panel.panel("", exercise="a")), ["exercise.css", "panel.css", "start.js"]),
        (page_of(panel.panel("", answer="a")), ["exercise.css", "panel.css", "start.js"]),
        (page_of(path.path("")), ["exercise.css", "panel.css", "start.js"]),
    ],
)
def test_a_page_loads_what_its_panels_and_its_path_need(doctree, loaded, monkeypatch):
    monkeypatch.setattr(catalogues, "words", lambda app: {})
    files: list[str] = []

    def add(file: str, **_: Any) -> None:
        files.append(file.removeprefix("live/"))

    html = SimpleNamespace(name="html")
    app: Any = SimpleNamespace(builder=html, add_css_file=add, add_js_file=add)
    site_files.add_to_page(app, "page", "", {"body": ""}, doctree)
    assert sorted(files) == sorted([*loaded, "wire.css"])


def test_a_file_is_copied_when_it_has_changed_and_only_then(tmp_path):
    touch(tmp_path, "from")
    site_files.put(tmp_path / "from", tmp_path / "site" / "to")
    before = (tmp_path / "site" / "to").stat()
    site_files.put(tmp_path / "from", tmp_path / "site" / "to")
    assert (tmp_path / "site" / "to").stat() == before
    (tmp_path / "from").write_text("other", "utf-8")
    site_files.put(tmp_path / "from", tmp_path / "site" / "to")
    assert (tmp_path / "site" / "to").read_text("utf-8") == "other"


@pytest.mark.real
def test_what_is_served_is_small_and_made_once(tmp_path, monkeypatch):
    runtime.install_modules()
    monkeypatch.setattr(site_files, "BUILT", tmp_path / "panel")
    folder = site_files.small()
    assert [other.name for other in site_files.BUILT.iterdir()] == [folder.name]
    bundled = [panel.BROWSER / name for name in site_files.BUNDLED]
    assert set(found(folder)) == {file.name for file in [*site_files.sources(), *bundled]}
    for name in ("panel.mjs", "start.js", "panel.css"):
        assert 0 < (folder / name).stat().st_size < (panel.BROWSER / name).stat().st_size
    assert "from" not in (folder / "editor.mjs").read_text("utf-8").partition("(")[0]
    ran = Ran()
    with monkeypatch.context() as patch:
        patch.setattr(runtime, "run", ran)
        assert site_files.small() == folder
    assert ran == []
    source = tmp_path / "start.js"
    source.write_text("// changed\n", "utf-8")
    others = [file for file in site_files.sources() if file.name != source.name]
    monkeypatch.setattr(site_files, "sources", lambda: [*others, source])
    again = site_files.small()
    assert [other.name for other in site_files.BUILT.iterdir()] == [again.name]
    assert again != folder


def test_without_node_it_is_said_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert panel.node_program() == "/usr/bin/node"
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(FileNotFoundError, match="node is missing: install requirements"):
        panel.node_program()


@pytest.mark.parametrize(
    ("page", "finished"),
    [
        ('<script src="a.js">', '<script defer src="a.js">'),
        ('<script src="_static/searchtools.js">', '<script src="_static/searchtools.js">'),
        (
            '<script src="a.js"><script src="_static/searchtools.js"><script src="b.js">',
            '<script src="a.js"><script src="_static/searchtools.js"><script defer src="b.js">',
        ),
        (
            '<input type="checkbox" class="sidebar-toggle"><label class="overlay"></label>'
            '<a class="skip-to-content">Skip</a>',
            '<a class="skip-to-content">Skip</a><nav aria-label="Menus">'
            '<input type="checkbox" class="sidebar-toggle"></nav><label class="overlay"></label>',
        ),
        ('<div class="table-wrapper" id="x">', '<div class="table-wrapper" id="x" tabindex="0">'),
    ],
)
def test_what_the_theme_owes_its_readers_is_mended(page, finished):
    assert finish.finish(page, "5043", "8000") == finished


def test_each_image_says_how_large_it_is(tmp_path):
    shutil.copyfile(ROOT / "docs" / "_static" / "screenshot.png", tmp_path / "large.png")
    (tmp_path / "drawn.svg").write_text("<svg/>", "utf-8")
    doctree = nodes.container()
    for uri, attributes in (("large.png", {}), ("large.png", {"width": "5"}), ("drawn.svg", {})):
        doctree += nodes.image("", uri=uri, **attributes)
    finish.size_images(SimpleNamespace(srcdir=tmp_path), doctree, "index")  # type: ignore[arg-type]
    width, height = get_image_size(str(tmp_path / "large.png")) or (0, 0)
    told = [(image.get("width"), image.get("height")) for image in doctree.findall(nodes.image)]
    assert told == [(str(width), str(height)), ("5", None), (None, None)]
    assert [image["classes"] for image in doctree.children] == [["no-scaled-link"], [], []]


@pytest.fixture
def site(tmp_path) -> Any:
    """A site as Sphinx has built it, with one page."""
    (tmp_path / "_static" / "live").mkdir(parents=True)
    for name in ("theme.css", "live/panel.css"):
        (tmp_path / "_static" / name).write_text(f"/* {name} */", "utf-8")
    sheets = "".join(
        f'<link rel="stylesheet" href="_static/{name}">' for name in ("theme.css", "live/panel.css")
    )
    (tmp_path / "page.html").write_text(
        f'<meta charset="utf-8">{sheets}<div class="highlight"><pre>x</pre></div>', "utf-8"
    )
    config = SimpleNamespace(live_port="5043", docs_port="8000")
    return SimpleNamespace(outdir=tmp_path, builder=SimpleNamespace(name="html"), config=config)


def test_a_page_is_finished_once(site):
    page = site.outdir / "page.html"
    finish.finish_all(site, None)
    finished = page.read_text("utf-8")
    assert '<pre tabindex="0">' in finished
    assert "http-equiv=" in finished
    assert finished.count("_static/styles-") == 2
    date = page.stat().st_mtime_ns
    finish.finish_all(site, None)
    assert (page.read_text("utf-8"), page.stat().st_mtime_ns) == (finished, date)


def test_a_build_that_broke_off_finishes_no_page(site):
    page = site.outdir / "page.html"
    finish.finish_all(site, RuntimeError())
    assert "Content-Security-Policy" not in page.read_text("utf-8")
    finish.finish_all(site, None)
    assert "Content-Security-Policy" in page.read_text("utf-8")
