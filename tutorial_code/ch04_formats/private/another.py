"""Let one member tell another something, with a dictionary of the names and early returns."""

import responder

from tutorial_code.ch04_formats.envelope import solution as envelope
from tutorial_code.ch04_formats.objects import Member

api = responder.API(sessions=False)
by_name = {}


class Room(envelope.Room):
    def join(self, member):
        by_name[member.name] = member
        super().join(member)

    def leave(self, member):
        by_name.pop(member.name, None)
        super().leave(member)

    async def hear(self, member, message):
        if not isinstance(message, dict) or message.get("type") != "tell":
            return await super().hear(member, message)
        to, text = message.get("to"), message.get("text")
        other = by_name.get(to) if isinstance(to, str) else None
        if other is None or member.name is None or not isinstance(text, str):
            return member.tell({"type": "error", "reason": "this cannot be told to anybody"})
        return other.tell({"type": "told", "from": member.name, "text": text})


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
