"""Wrong on purpose: it passes on the whole object, with whatever the client wrote into it.

The check says: Who speaks is known to the server,
and no client may say it.
"""

import responder

from tutorial_code.ch04_formats.envelope import solution as right
from tutorial_code.ch04_formats.objects import Member

api = responder.API(sessions=False)


class Room(right.Room):
    async def hear(self, member, message):
        match message:
            case {"type": "say", "text": str()} if member.name is not None:
                self.tell({"from": member.name, **message, "type": "said"})
            case _:
                await super().hear(member, message)


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
