"""Wrong on purpose: it tells everybody, and leaves it to the clients to look away.

The check says: This was told to one member, and reaches
nobody else.
"""

import responder

from tutorial_code.ch04_formats.envelope import solution as envelope
from tutorial_code.ch04_formats.objects import Member, error

api = responder.API(sessions=False)


class Room(envelope.Room):
    async def hear(self, member, message):
        match message:
            case {"type": "tell", "to": str(name), "text": str(text)} if member.name is not None:
                if self.find(name):
                    self.tell({"type": "told", "from": member.name, "text": text})
                else:
                    member.tell(error("nobody here is called so"))
            case _:
                await super().hear(member, message)

    def find(self, name):
        return [member for member in self.members if member.name == name]


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
