"""Wrong on purpose: it looks at the type, and takes for granted that the rest is there.

The check says: The program took the message for what it
hoped for.
"""

import responder

from tutorial_code.ch04_formats import objects
from tutorial_code.ch04_formats.objects import Member, error

api = responder.API(sessions=False)


class Room(objects.Room):
    async def hear(self, member, message):
        if not isinstance(message, dict):
            member.tell(error("no object"))
        elif member.name is None and message.get("type") == "name":
            member.name = message["name"]
            self.join(member)
        elif member.name is not None and message.get("type") == "say":
            self.say(member, message["text"])
        else:
            member.tell(error("unknown type"))


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
