"""Wrong on purpose: the name is told to the room as if it were said.

The check says: The first message is the name:
keep it, and tell it to nobody.
"""

import responder

from tutorial_code.ch03_chat import room as plain
from tutorial_code.ch03_chat.room import Member

api = responder.API(sessions=False)


class Room(plain.Room):
    async def hear(self, member, message):
        if member.name is None:
            member.name = message
            self.join(member)
        self.tell(f"{member.name}: {message}")


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
