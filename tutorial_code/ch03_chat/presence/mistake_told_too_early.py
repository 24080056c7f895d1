"""Wrong on purpose: it puts the names together before the newcomer has joined.

The check says: The newcomer itself is missing: it has
to join before the names are put together.
"""

import responder

from tutorial_code.ch03_chat.presence import solution as right
from tutorial_code.ch03_chat.room import Member

api = responder.API(sessions=False)


class Room(right.Room):
    def join(self, member):
        member.tell(self.here())
        self.tell(self.joined(member))
        self.members.append(member)


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
