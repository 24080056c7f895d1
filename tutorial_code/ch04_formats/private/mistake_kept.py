"""Wrong on purpose: it says what is told, so that it becomes a part of the history.

The check says: What is told to one member is no
part of the history.
"""

import responder

from tutorial_code.ch04_formats.envelope import solution as envelope
from tutorial_code.ch04_formats.objects import Member, error

api = responder.API(sessions=False)


class Room(envelope.Room):
    async def hear(self, member, message):
        match message:
            case {"type": "tell", "to": str(name), "text": str(text)} if member.name is not None:
                for other in self.find(name):
                    told = {"type": "told", "from": member.name, "text": text}
                    self.history.append(told)
                    other.tell(told)
                if not self.find(name):
                    member.tell(error("nobody"))
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
