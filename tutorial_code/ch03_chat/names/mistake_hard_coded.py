"""Wrong on purpose: it greets everybody with the example of the exercise.

The check says: Everybody in the room hears what
a member says, with its name
"""

import responder

from tutorial_code.ch03_chat import room as plain
from tutorial_code.ch03_chat.room import Member

api = responder.API(sessions=False)


class Room(plain.Room):
    async def hear(self, member, message):
        if member not in self.members:
            self.join(member)
        else:
            self.tell("ann: hello")


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
