"""The browser client at ``/``, made of what chapters 5 and 11 have left."""

from pathlib import Path

from tutorial_code.ch10_security.step8_page import POLICY

CODE = Path(__file__).parent.parent
PAGE = CODE / "ch13_deploy" / "page"
FILES = {
    "/": PAGE / "index.html",
    "/style.css": CODE / "ch05_browser" / "static" / "style.css",
    "/client.js": CODE / "ch11_reconnect" / "client.js",
}


def add_pages(api):
    """Serve each of these files; what the page has of its own is under ``/static``."""
    for path, file in FILES.items():
        api.add_route(path, sender(file))


def sender(file):
    async def send(req, resp):
        resp.file(file)
        resp.headers["Content-Security-Policy"] = POLICY

    return send
