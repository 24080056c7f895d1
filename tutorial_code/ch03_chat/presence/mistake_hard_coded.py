"""Wrong on purpose: it tells everybody the example of the exercise.

The check says: All who are here, itself included.
"""

import responder

from tutorial_code.ch03_chat.presence import solution as right
from tutorial_code.ch03_chat.room import Member

api = responder.API(sessions=False)


class Room(right.Room):
    def here(self):
        return "here: ann"

    def joined(self, member):
        return "* cleo joined"


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
