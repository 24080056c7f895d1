"""Wrong on purpose: an alarm throws away what waits.

The check says: An alarm overtakes what waits, and must not drop it.
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
            urgent = [other for other in self._queue if other.startswith("!")]
            self._queue.clear()
            self._queue.extend(urgent)


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
