"""Wrong on purpose: the newcomer, too, is told that it joined.

The check says: The newcomer knows that it joined:
this message is for the others alone.
"""

import responder

from tutorial_code.ch03_chat.presence import solution as right
from tutorial_code.ch03_chat.room import Member

api = responder.API(sessions=False)


class Room(right.Room):
    def join(self, member):
        self.members.append(member)
        member.tell(self.here())
        self.tell(self.joined(member))


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
