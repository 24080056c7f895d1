"""Give each room a page, with one function for both addresses and entities made by hand."""

import responder

from tutorial_code.ch05_browser.resume.solution import SETTINGS, Member, rooms
from tutorial_code.ch05_browser.step1_page import PAGES

api = responder.API(sessions=False)
ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


@api.route("/chat/{name}", websocket=True)
@api.route("/rooms/{name}/chat", websocket=True)
async def chat(ws, *, name):
    await rooms[name].serve(Member(ws))


@api.route("/rooms/{path:path}")
async def page(req, resp, *, path):
    if not path.endswith("/"):
        resp.redirect(f"{req.url.path}/")
    else:
        html = (PAGES / "room.html").read_text(encoding="utf-8")
        resp.html = html.replace("ROOM", path.rstrip("/").translate(ENTITIES))


if __name__ == "__main__":
    print("Open http://127.0.0.1:5042/rooms/blue/ in two windows.")
    api.run(address="127.0.0.1", **SETTINGS)
