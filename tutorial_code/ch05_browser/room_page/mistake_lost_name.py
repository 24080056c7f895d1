"""Wrong on purpose: it leads every visitor to one and the same page.

The check says: It should have been sent to /rooms/
"""

from html import escape

import responder

from tutorial_code.ch05_browser.resume.solution import SETTINGS, chat
from tutorial_code.ch05_browser.step1_page import PAGES

PAGE = (PAGES / "room.html").read_text(encoding="utf-8")
api = responder.API(sessions=False)
api.add_route("/chat/{name}", chat, websocket=True)
api.add_route("/rooms/{name}/chat", chat, websocket=True)


@api.route("/rooms/{name}")
async def moved(req, resp, *, name):
    resp.redirect("./")


@api.route("/rooms/{name}/")
async def page(req, resp, *, name):
    resp.html = PAGE.replace("ROOM", escape(name))


if __name__ == "__main__":
    print("Open http://127.0.0.1:5042/rooms/blue/ in two windows.")
    api.run(address="127.0.0.1", **SETTINGS)
