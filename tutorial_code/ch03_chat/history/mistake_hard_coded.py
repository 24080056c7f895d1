"""Wrong on purpose: it tells every newcomer a history that was never said.

The check says: A newcomer is told the last 20
messages, the oldest first.
"""

import responder

from tutorial_code.ch03_chat.history import solution as right
from tutorial_code.ch03_chat.presence import solution as presence
from tutorial_code.ch03_chat.room import Member

api = responder.API(sessions=False)


class Room(right.Room):
    def join(self, member):
        for number in range(4, 24 if self.members else 4):
            member.tell(f"ann: cats, part -{number}")
        presence.Room.join(self, member)


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
