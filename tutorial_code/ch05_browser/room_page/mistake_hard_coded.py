"""Wrong on purpose: it has the page of the example, and no other.

The check says: lead visitors there with `resp.redirect`.
"""

import responder

from tutorial_code.ch05_browser.resume.solution import SETTINGS, chat
from tutorial_code.ch05_browser.step1_page import PAGES

PAGE = (PAGES / "room.html").read_text(encoding="utf-8")
api = responder.API(sessions=False)
api.add_route("/chat/{name}", chat, websocket=True)


@api.route("/rooms/blue/")
async def page(req, resp):
    resp.html = PAGE.replace("ROOM", "blue")


@api.route("/rooms/blue")
async def moved(req, resp):
    resp.redirect("./blue/")


if __name__ == "__main__":
    print("Open http://127.0.0.1:5042/rooms/blue/ in two windows.")
    api.run(address="127.0.0.1", **SETTINGS)
