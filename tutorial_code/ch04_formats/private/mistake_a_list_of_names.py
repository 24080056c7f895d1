"""Wrong on purpose: it lets a list of names pass, and tells nobody.

The check says: Silence is no answer: tell the sender,
or nobody will ever find the mistake.
"""

import responder

from tutorial_code.ch04_formats import objects
from tutorial_code.ch04_formats.private import solution as right

api = responder.API(sessions=False)


class Room(right.Room):
    async def hear(self, member, message):
        match message:
            case {"type": "tell", "to": to} if not isinstance(to, str):
                pass
            case _:
                await super().hear(member, message)


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(objects.Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
