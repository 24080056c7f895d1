"""Wrong on purpose: its numbers come from the history, which never holds more than 20.

The check says: The room counts what is said in
it, from 1 on: a message has one id, whoever hears it.
"""

from collections import defaultdict

import responder

from tutorial_code.ch04_formats.picture import solution as picture
from tutorial_code.ch04_formats.picture.solution import SETTINGS
from tutorial_code.ch05_browser.resume import solution as right

api = responder.API(sessions=False)


Member = right.Member


class Room(right.Room):
    def said(self, member, text):
        return {**picture.Room.said(self, member, text), "id": len(self.history) + 1}


rooms = defaultdict(Room)


@api.route("/chat/{name}", websocket=True)
async def chat(ws, *, name):
    await rooms[name].serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat/blue")
    api.run(address="127.0.0.1", **SETTINGS)
