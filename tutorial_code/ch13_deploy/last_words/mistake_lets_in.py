"""Wrong on purpose: it tells those who are here, and nobody later.

The check says: came while the server was going,
and will be lost with it
"""

import responder

from tutorial_code.ch09_slow_clients import step3_speaker
from tutorial_code.ch13_deploy.goodbye import Parting

api = responder.API(sessions=False)


class Member(Parting, step3_speaker.Member):
    """``member.end(code, reason)`` closes its connection, after all that waits for it."""


class Room(step3_speaker.Room):
    def goodbye(self):
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
