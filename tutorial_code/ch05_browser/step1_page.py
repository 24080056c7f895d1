"""Serve a page, and beside it the socket that the page speaks to."""

from pathlib import Path

import responder

from tutorial_code.ch03_chat.step6_limit import chat

PAGES = Path(__file__).parent / "pages"

api = responder.API(sessions=False)
api.add_route("/chat", chat, websocket=True)


@api.route("/")
async def index(req, resp):
    resp.file(PAGES / "first.html")


if __name__ == "__main__":
    print("Open http://127.0.0.1:5042/ in two windows.")
    api.run(address="127.0.0.1")
