"""Let members show each other pictures, with the two messages as one item of the queue."""

import responder

from tutorial_code.ch04_formats import objects
from tutorial_code.ch04_formats.private import solution as private

SETTINGS = {"ws_max_size": 2**16}
api = responder.API(sessions=False)


class Member(objects.Member):
    async def send(self, message):
        match message:
            case (about, data):
                await super().send({**about, "size": len(data)})
                await self.ws.send_bytes(data)
            case _:
                await super().send(message)


class Room(private.Room):
    async def messages(self, member):
        while True:
            match await member.ws.receive():
                case {"type": "websocket.disconnect"}:
                    break
                case {"text": str(text)}:
                    yield objects.parsed(text)
                case message:
                    yield message["bytes"]

    async def hear(self, member, message):
        match message:
            case bytes() if member.name is not None:
                for other in {*self.members} - {member}:
                    other.tell(({"type": "picture", "from": member.name}, message))
            case _:
                await super().hear(member, message)


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1", **SETTINGS)
