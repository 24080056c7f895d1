"""The pages on a socket, built again at each save, and loaded again by who reads one.

Half of a build of one page is to import Sphinx, the theme and what they need. That is done once
here, and each build is a fork. Nothing of this project is imported: a build takes it as it is then.
"""

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import uvicorn
from sphinx.application import builtin_extensions
from sphinx.cmd.build import main as sphinx
from sphinx_autobuild.filter import IgnoreFilter
from sphinx_autobuild.middleware import JavascriptInjectorMiddleware
from sphinx_autobuild.server import RebuildServer
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, WebSocketRoute
from starlette.staticfiles import StaticFiles

DOCS_PORT = os.environ.get("DOCS_PORT", "8000")
ADDRESS = f"127.0.0.1:{DOCS_PORT}"
SITE = "build/html"
BUILD = ["-c", ".", "-n", "-W", "--keep-going", "-q", "-d", "build/doctrees", "docs", SITE]
WATCHED = ["docs", "tutorial_code", "live"]
IGNORED = r"__pycache__|node_modules|\.mo$|\.sw.$|~$"
IMPORTED = [
    *builtin_extensions,
    *("furo", "myst_parser.parsers.sphinx_", "myst_parser.sphinx_ext.main"),
    *("sphinx.ext.doctest", "sphinx_copybutton", "websockets.asyncio.client"),
]


def build(changed_paths: Sequence[Path] = ()) -> None:
    """Build what has changed, in a process of its own, and say how that went."""
    child = multiprocessing.Process(target=build_here, args=(changed_paths,))
    child.start()
    child.join()
    if child.exitcode:
        print(f"Sphinx exited with exit code: {child.exitcode}")
        print("What is served may be older than what is saved: mend what is said above.")
    print(f"Serving on http://{ADDRESS}", flush=True)


def build_here(changed_paths: Sequence[Path]) -> None:
    """Build in this process, which ends with Sphinx's status, or at once by a signal."""
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, signal.SIG_DFL)
    if changed_paths:
        print("Saved:", *map(os.path.relpath, changed_paths[:5]), flush=True)
    # One page and the index, which lists it, are sooner written one after the other.
    alone = [path.suffix for path in changed_paths] in ([".rst"], [".md"])
    sys.exit(sphinx([*BUILD, "-j", "1" if alone else "auto"]))


def main() -> None:
    """Build the pages, and serve them until a signal comes."""
    multiprocessing.set_start_method("fork")
    for name in IMPORTED:
        import_module(name)
    gc.freeze()  # what is here now stays, and no build need look through it
    Path(SITE).mkdir(parents=True, exist_ok=True)
    build()
    watcher = RebuildServer(WATCHED, IgnoreFilter([], [IGNORED]), change_callback=build)
    app = Starlette(
        routes=[
            WebSocketRoute("/websocket-reload", watcher),
            Mount("/", StaticFiles(directory=SITE, html=True)),
        ],
        middleware=[Middleware(JavascriptInjectorMiddleware, ws_url=ADDRESS)],
        lifespan=watcher.lifespan,
    )
    uvicorn.run(app, host="127.0.0.1", port=int(DOCS_PORT), log_level="warning")


if __name__ == "__main__":
    main()
