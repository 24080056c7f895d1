"""Wrong on purpose: beside the page it has rooms of its own, in which nobody hears those of before.

The check says: It is one room, whichever way leads to
it: one and the same object, found by its name.
"""

from collections import defaultdict
from html import escape

import responder

from tutorial_code.ch05_browser.resume import solution as resume
from tutorial_code.ch05_browser.resume.solution import SETTINGS, chat
from tutorial_code.ch05_browser.step1_page import PAGES

PAGE = (PAGES / "room.html").read_text(encoding="utf-8")
api = responder.API(sessions=False)
api.add_route("/chat/{name}", chat, websocket=True)
rooms = defaultdict(resume.Room)


@api.route("/rooms/{name}/chat", websocket=True)
async def beside(ws, *, name):
    await rooms[name].serve(resume.Member(ws))


@api.route("/rooms/{name}")
async def moved(req, resp, *, name):
    resp.redirect(f"./{name}/")


@api.route("/rooms/{name}/")
async def page(req, resp, *, name):
    resp.html = PAGE.replace("ROOM", escape(name))


if __name__ == "__main__":
    print("Open http://127.0.0.1:5042/rooms/blue/ in two windows.")
    api.run(address="127.0.0.1", **SETTINGS)
