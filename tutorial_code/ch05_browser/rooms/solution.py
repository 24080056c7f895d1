"""Let there be many rooms, and none hears another.

At ``/chat/blue`` is the room that is called ``blue``, at ``/chat/red`` another, and so on: any name
after ``/chat/`` is a room, and nobody needs to build it first.
Each room is the whole chat of before, with its own members and its own history.
A room remembers what was said in it, even after all have left.
"""

from collections import defaultdict

import responder

from tutorial_code.ch04_formats.picture.solution import SETTINGS, Member, Room

api = responder.API(sessions=False)
rooms = defaultdict(Room)


@api.route("/chat/{name}", websocket=True)
async def chat(ws, *, name):
    await rooms[name].serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat/blue")
    api.run(address="127.0.0.1", **SETTINGS)
