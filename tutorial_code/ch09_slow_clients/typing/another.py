"""Throw away what is worth nothing later, in a queue that does not take it."""

import responder

from tutorial_code.ch03_chat import room as plain
from tutorial_code.ch09_slow_clients import step3_speaker
from tutorial_code.ch09_slow_clients.outbox import Outbox

api = responder.API(sessions=False)


class Choosy(Outbox):
    def put_nowait(self, message):
        if message != "..." or self.qsize() == 0:
            super().put_nowait(message)


class Member(plain.Member):
    def __init__(self, ws):
        super().__init__(ws)
        self.queue = Choosy()


room = step3_speaker.Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
