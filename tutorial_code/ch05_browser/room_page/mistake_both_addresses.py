"""Wrong on purpose: it serves the page at both addresses; from one its socket is not found.

The check says: Only from `/rooms/blue/` is it
`/rooms/blue/chat`
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
@api.route("/rooms/{name}/")
async def page(req, resp, *, name):
    resp.html = PAGE.replace("ROOM", escape(name))


if __name__ == "__main__":
    print("Open http://127.0.0.1:5042/rooms/blue/ in two windows.")
    api.run(address="127.0.0.1", **SETTINGS)
