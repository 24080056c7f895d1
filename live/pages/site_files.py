"""The files that the site serves for its panels, under _static/live/."""

import hashlib
import os
import shutil
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from live.pages import catalogues, runtime
from live.pages.panel import BROWSER, panel, script
from live.pages.path import path

BUILT = runtime.ROOT / "build" / "panel"
BUNDLED = ["editor.mjs", "difference.mjs"]  # with the libraries that they import
NOT_SERVED = {*BUNDLED, "draw.mjs"}  # which runs at build time


def prepare(app: Sphinx) -> None:
    """Put the panel's files, the editor and the runtime where the pages look for them."""
    if app.builder.name != "html":
        return
    target = Path(app.outdir) / "_static" / "live"
    if not app.config.live_runtime:
        for file in sources():
            put(file, target / file.name)
        return
    runtime.main()
    with runtime.alone():  # two builds at once would each begin by clearing the other's folder
        folder = small()
    for file in folder.iterdir():
        put(file, target / file.name)
    built = {
        file.relative_to(runtime.TARGET)
        for file in runtime.TARGET.rglob("*")
        if file.is_file() and not (BROWSER / file.name).exists()
    }
    for name in built:
        put(runtime.TARGET / name, target / name)
    for stale in [*target.glob("tutorial-*.json"), *target.glob("*/*")]:
        if stale.relative_to(target) not in built:
            stale.unlink()


def sources() -> list[Path]:
    """The files of the panel, as they are written."""
    kinds = ("*.mjs", "*.js", "*.css", "*.html")
    found = [file for kind in kinds for file in sorted(BROWSER.glob(kind))]
    return [file for file in found if file.name not in NOT_SERVED]


def put(file: Path, target: Path) -> None:
    """Copy a file, unless the same is there already."""
    old, new = target.stat() if target.exists() else None, file.stat()
    if old is None or (old.st_size, old.st_mtime_ns) != (new.st_size, new.st_mtime_ns):
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, target)


def small() -> Path:
    """A folder with the same files without their comments, and what is bundled."""
    digest = hashlib.sha256((BROWSER / "package-lock.json").read_bytes() + __file__.encode())
    bundled = [BROWSER / name for name in BUNDLED]
    for file in [*sources(), *bundled]:
        digest.update(file.name.encode() + file.read_bytes())
    folder = BUILT / digest.hexdigest()[:12]
    if not folder.exists():
        shutil.rmtree(BUILT, ignore_errors=True)
        unfinished = BUILT / "unfinished"
        modules = [file for file in sources() if file.suffix == ".mjs"]
        others = [file for file in sources() if file.suffix in {".js", ".css"}]
        esbuild(unfinished, *modules, "--out-extension:.js=.mjs")
        esbuild(unfinished, *others)
        bundle = ("--bundle", "--format=esm", "--out-extension:.js=.mjs", "--legal-comments=none")
        esbuild(unfinished, *bundled, *bundle)
        for page in BROWSER.glob("*.html"):
            shutil.copyfile(page, unfinished / page.name)
        unfinished.rename(folder)
    return folder


def esbuild(folder: Path, *arguments: str | Path) -> None:
    """Minify files into a folder."""
    program = runtime.MODULES / ".bin" / "esbuild"
    settings = ("--minify", "--target=es2022", f"--outdir={folder}", "--log-level=error")
    runtime.run(program, *arguments, *settings)


def add_to_page(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Load the script and styles on the pages that have a panel or the path, and no other."""
    if app.builder.name != "html":
        return
    panels = list(doctree.findall(panel)) if doctree else []
    listed = bool(doctree and next(doctree.findall(path), None))
    app.add_css_file("live/wire.css")  # the colours, which all pages have
    if panels or listed:
        if found := catalogues.words(app):
            context["body"] += script(found, 'id="live-catalogue"')
        app.add_css_file("live/panel.css")
        app.add_js_file("live/start.js", loading_method="defer")
    if listed or any(node.get("exercise") or node.get("answer") for node in panels):
        app.add_css_file("live/exercise.css")


def setup(app: Sphinx) -> None:
    """Register it with Sphinx. ``live_runtime = False`` leaves out what takes long to build."""
    app.add_config_value("live_runtime", os.environ.get("LIVE_RUNTIME") != "0", "html", bool)
    app.connect("builder-inited", prepare)
    app.connect("html-page-context", add_to_page)
