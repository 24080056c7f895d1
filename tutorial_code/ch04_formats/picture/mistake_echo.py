"""Wrong on purpose: it sends the picture back to who shows it.

The check says: Who shows a picture has it already: it goes
to the others alone.
"""

import responder

from tutorial_code.ch04_formats.picture import solution as right
from tutorial_code.ch04_formats.picture.solution import SETTINGS, Member

api = responder.API(sessions=False)


class Room(right.Room):
    async def hear(self, member, message):
        if isinstance(message, bytes) and member.name is not None:
            self.tell({"type": "picture", "from": member.name, "size": len(message)})
            self.tell(message)
        else:
            await super().hear(member, message)


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1", **SETTINGS)
