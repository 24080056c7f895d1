"""Wrong on purpose: it keeps every message for ever.

The check says: What is kept needs an end:
without one it grows for as long as the room lives.
"""

import responder

from tutorial_code.ch03_chat.history import solution as right
from tutorial_code.ch03_chat.room import Member

api = responder.API(sessions=False)


class Room(right.Room):
    def __init__(self):
        super().__init__()
        self.history = []


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
