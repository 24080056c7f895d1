"""A static server, as any host is, with the site under a sub-path."""

import contextlib
import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SUB_PATH = "/some/where"
BLANK = b"<!doctype html><meta charset=utf-8><title>blank</title><link rel=icon href=data:,>"
TYPES = {".mjs": "text/javascript", ".wasm": "application/wasm", ".json": "application/json"}


class Files(http.server.SimpleHTTPRequestHandler):
    """The files of a folder under the sub-path, and a blank page beside it."""

    protocol_version = "HTTP/1.1"
    extensions_map = {  # noqa: RUF012  # as in the base class
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        **TYPES,
    }

    def do_GET(self) -> None:
        if self.path == f"{SUB_PATH}/blank":
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(BLANK)))
            self.end_headers()
            self.wfile.write(BLANK)
        elif self.path.startswith(f"{SUB_PATH}/"):
            self.path = self.path.removeprefix(SUB_PATH)
            super().do_GET()
        else:
            self.send_error(404)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """A test says what it wants to be seen."""


@contextlib.contextmanager
def serve_folder(folder: Path) -> Iterator[str]:
    """Serve a folder; its address, which ends in the sub-path."""
    handler = functools.partial(Files, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{SUB_PATH}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
