"""Say goodbye before the server goes.

``POST /drain`` tells everybody in the room that it goes: each member is closed with 1012 and the
reason ``restart``, after all that waits for it.
Nobody has to wait for a member that does not read.
Whoever comes later is let in, and told the same at once.
``/drain`` answers 200 and does not wait until all are gone.
Before that, what a member sends to ``/chat`` reaches everybody, the speaker too.
"""

import responder

from tutorial_code.ch09_slow_clients import step3_speaker
from tutorial_code.ch13_deploy.goodbye import Parting

api = responder.API(sessions=False)


class Member(Parting, step3_speaker.Member):
    """``member.end(code, reason)`` closes its connection, after all that waits for it."""


class Room(step3_speaker.Room):
    going = False

    def join(self, member):
        super().join(member)
        if self.going:
            member.end(1012, "restart")

    def goodbye(self):
        self.going = True
        for member in self.members:
            member.end(1012, "restart")


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


@api.route("/drain", methods=["POST"])
async def drain(req, resp):
    room.goodbye()


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
