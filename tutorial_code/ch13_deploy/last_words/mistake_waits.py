"""Wrong on purpose: it waits until everybody is gone before it answers.

The check says: `/drain` waits for somebody
who never goes
"""

import asyncio

import responder

from tutorial_code.ch09_slow_clients import step3_speaker
from tutorial_code.ch13_deploy.goodbye import Parting

api = responder.API(sessions=False)
deserted = asyncio.Event()


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

    def leave(self, member):
        super().leave(member)
        if not self.members:
            deserted.set()


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


@api.route("/drain", methods=["POST"])
async def drain(req, resp):
    room.goodbye()
    await deserted.wait()


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
