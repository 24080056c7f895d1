"""Wrong on purpose: it answers with the examples of the exercise.

The check says: What one says, all hear, with the name that it
gave.
"""

import responder

from tutorial_code.ch04_formats.envelope import solution as right
from tutorial_code.ch04_formats.objects import Member

api = responder.API(sessions=False)


class Room(right.Room):
    def said(self, member, text):
        return {"type": "said", "from": "ann", "text": "hello"}


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
