"""Give each room a page.

At ``/rooms/blue/`` is the page of the room ``blue``: ``pages/room.html``, with the name of the room
in place of ``ROOM``.
The page connects to ``chat`` beside itself, so the room answers at ``/rooms/blue/chat`` as well.
It is the same room that answers at ``/chat/blue``.
Whoever asks for ``/rooms/blue`` is sent to the address with the slash at its end.
The name comes from the address, where anybody can write anything: on the page it is text, and
never markup.
"""

import responder

from tutorial_code.ch05_browser.resume.solution import SETTINGS, chat
from tutorial_code.ch05_browser.step1_page import PAGES

PAGE = (PAGES / "room.html").read_text(encoding="utf-8")
api = responder.API(sessions=False)
api.add_route("/chat/{name}", chat, websocket=True)
# TODO: the same function is also the socket of the page.


@api.route("/rooms/{name}")
async def page(req, resp, *, name):
    # TODO: the page belongs to the address with the slash; from this one, lead to it.
    # TODO: what if there is markup in the name?
    resp.html = PAGE.replace("ROOM", name)


if __name__ == "__main__":
    print("Open http://127.0.0.1:5042/rooms/blue/ in two windows.")
    api.run(address="127.0.0.1", **SETTINGS)
