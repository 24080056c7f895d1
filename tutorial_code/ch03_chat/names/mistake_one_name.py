"""Wrong on purpose: the room keeps one name, the one that was given last.

The check says: one variable for all holds the
name that was given last.
"""

import responder

from tutorial_code.ch03_chat import room as plain
from tutorial_code.ch03_chat.room import Member

api = responder.API(sessions=False)


class Room(plain.Room):
    name = None

    async def hear(self, member, message):
        if member not in self.members:
            self.name = message
            self.join(member)
        else:
            self.tell(f"{self.name}: {message}")


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
