"""Say in each message what it is.

At ``/chat``, all messages are JSON objects with a ``type``.
A client begins with ``{"type": "name", "name": "ann"}`` and then says things with
``{"type": "say", "text": "hi"}``; all receive ``{"type": "said", "from": "ann", "text": "hi"}``.
Whatever else a client sends is answered with ``{"type": "error", "reason": "..."}``, and the
socket stays open: what is not JSON, what is no object, a type that nobody knows, a field that is
missing or no text, something said before the name, a second name.
"""

import responder

from tutorial_code.ch04_formats import objects

api = responder.API(sessions=False)


class Room(objects.Room):
    async def hear(self, member, message):
        match message:
            case {"type": "name", "name": str(name)} if member.name is None:
                member.name = name
                self.join(member)
            case {"type": "say", "text": str(text)} if member.name is not None:
                self.say(member, text)
            case _:
                member.tell(objects.error("not understood"))


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(objects.Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
