"""Wrong on purpose: it tells everybody the history when somebody comes.

The check says: The history is for the newcomer alone:
`member.tell` and not `self.tell`.
"""

import responder

from tutorial_code.ch03_chat.history import solution as right
from tutorial_code.ch03_chat.presence import solution as presence
from tutorial_code.ch03_chat.room import Member

api = responder.API(sessions=False)


class Room(right.Room):
    def join(self, member):
        for message in self.history:
            member.tell(message)
            self.tell(message)
        presence.Room.join(self, member)


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
