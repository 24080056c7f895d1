"""Wrong on purpose: it tells who is here first, and the history after that.

The check says: Who is here comes after what was said, not before.
"""

import responder

from tutorial_code.ch03_chat.history import solution as right
from tutorial_code.ch03_chat.presence import solution as presence
from tutorial_code.ch03_chat.room import Member

api = responder.API(sessions=False)


class Room(right.Room):
    def join(self, member):
        presence.Room.join(self, member)
        for message in self.history:
            member.tell(message)


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
