"""Say who is here, who comes and who goes.

At ``/chat``, a member that has given its name receives the names of all who are here, its own
among them, in the order of the alphabet: ``here: ann, ben``.
The others receive ``* ben joined``.
When a member goes, be it with a goodbye or without, the others receive ``* ben left``.
Everything else stays as it was.
"""

import responder

from tutorial_code.ch03_chat.names import solution as names
from tutorial_code.ch03_chat.room import Member

api = responder.API(sessions=False)


class Room(names.Room):
    def here(self):
        return "here: " + ", ".join(sorted(member.name for member in self.members))

    def joined(self, member):
        return f"* {member.name} joined"

    def left(self, member):
        return f"* {member.name} left"

    # TODO: when a member comes, `join(member)` is called, and when it goes, `leave(member)`.
    # Let both do what they do in the room before, and tell these messages to those they concern.


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
