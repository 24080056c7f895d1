"""Let members show each other pictures.

At ``/chat``, a member sends a picture as one binary message.
Each of the others receives ``{"type": "picture", "from": "ann", "size": 70}``, with the number of
bytes, and right after it the picture itself, as one binary message.
Bytes of somebody who has not given a name yet are answered with an ``error``.
A message of more than 64 KiB (65,536 bytes) ends its connection with 1009.
Everything else stays as it was.
"""

import responder

from tutorial_code.ch04_formats import objects
from tutorial_code.ch04_formats.objects import parsed
from tutorial_code.ch04_formats.private import solution as private

SETTINGS = {"ws_max_size": 65536}
api = responder.API(sessions=False)


class Member(objects.Member):
    async def send(self, message):
        if isinstance(message, bytes):
            await self.ws.send_bytes(message)
        else:
            await super().send(message)


class Room(private.Room):
    async def messages(self, member):
        while (event := await member.ws.receive())["type"] != "websocket.disconnect":
            data = event.get("bytes")
            yield parsed(event["text"]) if data is None else data

    async def hear(self, member, message):
        if isinstance(message, bytes) and member.name is not None:
            picture = {"type": "picture", "from": member.name, "size": len(message)}
            self.tell(picture, but=member)
            self.tell(message, but=member)
        else:
            await super().hear(member, message)


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1", **SETTINGS)
