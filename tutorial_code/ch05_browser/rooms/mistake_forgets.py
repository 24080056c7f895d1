"""Wrong on purpose: it forgets a room as soon as it is empty, with all that was said in it.

The check says: The room was forgotten, and with it what was said.
"""

import responder

from tutorial_code.ch04_formats.picture import solution as picture
from tutorial_code.ch04_formats.picture.solution import SETTINGS, Member

api = responder.API(sessions=False)


rooms = {}


@api.route("/chat/{name}", websocket=True)
async def chat(ws, *, name):
    room = rooms.setdefault(name, picture.Room())
    try:
        await room.serve(Member(ws))
    finally:
        if not room.members:
            rooms.pop(name, None)


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat/blue")
    api.run(address="127.0.0.1", **SETTINGS)
