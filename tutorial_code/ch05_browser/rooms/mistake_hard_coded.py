"""Wrong on purpose: it has the two rooms that the exercise names, and no others.

The check says: Any name after `/chat/` is a room.
"""

import responder

from tutorial_code.ch04_formats.picture import solution as picture
from tutorial_code.ch04_formats.picture.solution import SETTINGS, Member

api = responder.API(sessions=False)


rooms = {"blue": picture.Room(), "red": picture.Room()}


@api.route("/chat/{name}", websocket=True)
async def chat(ws, *, name):
    await rooms[name].serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat/blue")
    api.run(address="127.0.0.1", **SETTINGS)
