"""Wrong on purpose: each alarm goes to the front, before the alarms that were said before it.

The check says: Urgent messages keep their order: this one was said later.
"""

import responder

from tutorial_code.ch03_chat import room as plain
from tutorial_code.ch09_slow_clients import step3_speaker
from tutorial_code.ch09_slow_clients.outbox import Outbox

api = responder.API(sessions=False)


class Urgent(Outbox):
    def _put(self, message):
        super()._put(message)
        if message.startswith("!"):
            self._queue.rotate(1)


class Member(plain.Member):
    def __init__(self, ws):
        super().__init__(ws)
        self.queue = Urgent()


room = step3_speaker.Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
