"""Serve the page at /, its script and style from a folder, and lead its other address to /."""

from pathlib import Path

import responder

from tutorial_code.ch03_chat.step6_limit import chat

STATIC = Path(__file__).parent / "static"

api = responder.API(sessions=False, static_dir=STATIC)
api.add_route("/chat", chat, websocket=True)


@api.route("/")
async def index(req, resp):
    resp.file(STATIC / "index.html")


@api.route("/static/index.html")
async def moved(req, resp):
    resp.redirect("..")


if __name__ == "__main__":
    print("Open http://127.0.0.1:5042/ in two windows, then stop me and start me again.")
    api.run(address="127.0.0.1")
