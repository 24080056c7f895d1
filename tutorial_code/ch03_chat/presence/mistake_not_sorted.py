"""Wrong on purpose: it names the members in the order in which they came.

The check says: These are all, in the order in which
they came: `sorted` puts names in the order of the alphabet.
"""

import responder

from tutorial_code.ch03_chat.presence import solution as right
from tutorial_code.ch03_chat.room import Member

api = responder.API(sessions=False)


class Room(right.Room):
    def here(self):
        return "here: " + ", ".join(member.name for member in self.members)


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
