"""Let one member tell another something that nobody else hears.

At ``/chat``, a member sends ``{"type": "tell", "to": "ben", "text": "psst"}``, and Ben alone
receives ``{"type": "told", "from": "ann", "text": "psst"}``.
If nobody who is here has that name, the sender receives an ``error``, as it does when the message
is not right or it has not given its own name yet.
What was told is no part of the history. Everything else stays as it was.
"""

import responder

from tutorial_code.ch04_formats import objects
from tutorial_code.ch04_formats.envelope import solution as envelope

api = responder.API(sessions=False)


class Room(envelope.Room):
    async def hear(self, member, message):
        # TODO: take a message of the type "tell" here, and leave all others to the room before.
        await super().hear(member, message)

    def find(self, name):
        """The members with this name: none, or one, or several."""
        # TODO: look for it in `self.members`.
        return []


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(objects.Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
