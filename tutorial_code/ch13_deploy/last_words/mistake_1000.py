"""Wrong on purpose: it says that all is done.

The check says: 1000 means that there is nothing more
to do, and a client does not come back after that
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
            member.end(1000, "restart")

    def goodbye(self):
        self.going = True
        for member in self.members:
            member.end(1000, "restart")


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
