"""Wrong on purpose: it asks for the name inside the loop, so every other message is one.

The check says: Only the first message of a connection is a name:
each later one is said to the room.
"""

import responder

from tutorial_code.ch03_chat import room as plain
from tutorial_code.ch03_chat.room import Member

api = responder.API(sessions=False)


class Room(plain.Room):
    async def hear(self, member, message):
        if member.name is None:
            member.name = message
            if member not in self.members:
                self.join(member)
        else:
            self.tell(f"{member.name}: {message}")
            member.name = None


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
