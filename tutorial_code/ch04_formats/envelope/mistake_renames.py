"""Wrong on purpose: it lets a member take another name at any time, even one that is taken.

The check says: Ben has a name already.
"""

import responder

from tutorial_code.ch04_formats.envelope import solution as right
from tutorial_code.ch04_formats.objects import Member

api = responder.API(sessions=False)


class Room(right.Room):
    async def hear(self, member, message):
        match message:
            case {"type": "name", "name": str(name)} if member.name is not None:
                member.name = name
                member.tell(self.here())
            case _:
                await super().hear(member, message)


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
