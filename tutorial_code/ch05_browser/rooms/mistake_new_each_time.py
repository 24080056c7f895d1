"""Wrong on purpose: each member gets a room of its own, since the new one is kept nowhere.

The check says: All who are in one room meet there:
one object for each name, kept under its name.
"""

import responder

from tutorial_code.ch04_formats.picture import solution as picture
from tutorial_code.ch04_formats.picture.solution import SETTINGS, Member

api = responder.API(sessions=False)


rooms = {}


@api.route("/chat/{name}", websocket=True)
async def chat(ws, *, name):
    await rooms.get(name, picture.Room()).serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat/blue")
    api.run(address="127.0.0.1", **SETTINGS)
