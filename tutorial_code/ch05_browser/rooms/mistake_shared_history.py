"""Wrong on purpose: its rooms are many, and share one history, which stands in the module.

The check says: What comes here belongs to another room.
"""

from collections import defaultdict, deque

import responder

from tutorial_code.ch04_formats.picture import solution as picture
from tutorial_code.ch04_formats.picture.solution import SETTINGS, Member

api = responder.API(sessions=False)


history = deque(maxlen=20)


class Room(picture.Room):
    def __init__(self):
        super().__init__()
        self.history = history


rooms = defaultdict(Room)


@api.route("/chat/{name}", websocket=True)
async def chat(ws, *, name):
    await rooms[name].serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat/blue")
    api.run(address="127.0.0.1", **SETTINGS)
