"""Wrong on purpose: it keeps everything that the room is told, who came and went included.

The check says: Only what members say
is history: who came and went is not kept.
"""

import responder

from tutorial_code.ch03_chat.history import solution as right
from tutorial_code.ch03_chat.room import Member

api = responder.API(sessions=False)


class Room(right.Room):
    def tell(self, message, but=None):
        self.history.append(message)
        super().tell(message, but)

    def say(self, member, text):
        self.tell(self.said(member, text))


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
