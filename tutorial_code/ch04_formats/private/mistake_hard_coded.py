"""Wrong on purpose: it tells Ben the example of the exercise.

The check says: It was told to this member, and by Ann.
"""

import responder

from tutorial_code.ch04_formats.envelope import solution as envelope
from tutorial_code.ch04_formats.objects import Member

api = responder.API(sessions=False)


class Room(envelope.Room):
    async def hear(self, member, message):
        match message:
            case {"type": "tell", "to": str(), "text": str()} if member.name is not None:
                for other in self.members[1:2]:
                    other.tell({"type": "told", "from": "ann", "text": "psst"})
            case _:
                await super().hear(member, message)


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
