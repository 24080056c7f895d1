"""Wrong on purpose: what the first newcomer was told is told to all who come later.

The check says: That one is too old by now: with each new message the oldest one goes.
"""

import responder

from tutorial_code.ch03_chat.history import solution as right
from tutorial_code.ch03_chat.room import Member

api = responder.API(sessions=False)


class Room(right.Room):
    told = None

    def missed(self, member):
        if self.history and not self.told:
            self.told = list(self.history)
        return self.told or []


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
