"""Say in each message what it is, with a table of the types and an exception for what is wrong."""

import responder

from tutorial_code.ch04_formats import objects
from tutorial_code.ch04_formats.objects import Member

api = responder.API(sessions=False)


class Wrong(Exception):
    pass


def field(message, key):
    if not isinstance(message, dict) or not isinstance(message.get(key), str):
        raise Wrong(f"there should be a text {key!r}")
    return message[key]


class Room(objects.Room):
    def name(self, member, message):
        if member.name is not None:
            raise Wrong(f"you are {member.name}")
        member.name = field(message, "name")
        self.join(member)

    def speak(self, member, message):
        if member.name is None:
            raise Wrong("who are you?")
        self.say(member, field(message, "text"))

    async def hear(self, member, message):
        types = {"name": self.name, "say": self.speak}
        try:
            if field(message, "type") not in types:
                raise Wrong(f"type should be one of {sorted(types)}")
            types[message["type"]](member, message)
        except Wrong as wrong:
            member.tell({"type": "error", "reason": str(wrong)})


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
