"""Wrong on purpose: it passes over in silence what it does not understand.

The check says: Silence is no answer: tell the sender,
or nobody will ever find the mistake.
"""

import responder

from tutorial_code.ch04_formats import objects
from tutorial_code.ch04_formats.objects import Member

api = responder.API(sessions=False)


class Room(objects.Room):
    async def hear(self, member, message):
        match message:
            case {"type": "name", "name": str(name)} if member.name is None:
                member.name = name
                self.join(member)
            case {"type": "say", "text": str(text)} if member.name is not None:
                self.say(member, text)


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
