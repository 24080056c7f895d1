"""Wrong on purpose: it takes the member that it looks for as if it were there.

The check says: A name that nobody has raised an exception, and
cost Ann her connection: ask whether it is there before you take it.
"""

import responder

from tutorial_code.ch04_formats.envelope import solution as envelope
from tutorial_code.ch04_formats.objects import Member

api = responder.API(sessions=False)


class Room(envelope.Room):
    async def hear(self, member, message):
        match message:
            case {"type": "tell", "to": str(name), "text": str(text)} if member.name is not None:
                other = self.find(name)[0]
                other.tell({"type": "told", "from": member.name, "text": text})
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
