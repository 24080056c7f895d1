"""Wrong on purpose: it says that a member left, and keeps it.

The check says: Who left is no longer here:
`leave` has to take it out, too.
"""

import responder

from tutorial_code.ch03_chat.presence import solution as right
from tutorial_code.ch03_chat.room import Member

api = responder.API(sessions=False)


class Room(right.Room):
    def leave(self, member):
        self.tell(self.left(member))


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
