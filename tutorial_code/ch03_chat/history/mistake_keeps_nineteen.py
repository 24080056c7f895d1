"""Wrong on purpose: it tells one too few.

The check says: One is missing: there are 20 to be told.
"""

import responder

from tutorial_code.ch03_chat.history import solution as right
from tutorial_code.ch03_chat.room import Member

api = responder.API(sessions=False)


class Room(right.Room):
    def missed(self, member):
        return list(self.history)[-19:]


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
