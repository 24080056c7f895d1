"""Wrong on purpose: it sends the picture as letters in JSON, a third more of them.

The check says: A picture is bytes, and travels as bytes:
one binary message, unchanged.
"""

import base64

import responder

from tutorial_code.ch04_formats.picture import solution as right
from tutorial_code.ch04_formats.picture.solution import SETTINGS, Member

api = responder.API(sessions=False)


class Room(right.Room):
    async def hear(self, member, message):
        if isinstance(message, bytes) and member.name is not None:
            picture = {"type": "picture", "from": member.name, "size": len(message)}
            self.tell(picture, but=member)
            letters = base64.b64encode(message).decode()
            self.tell({"type": "data", "data": letters}, but=member)
        else:
            await super().hear(member, message)


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1", **SETTINGS)
