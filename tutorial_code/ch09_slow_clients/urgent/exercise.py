"""Let an alarm overtake what waits.

At ``/chat``, what a member sends reaches everybody, the speaker too.
A message that begins with ``!`` is urgent.
For a member that is behind, it shall be sent before all that waits and is not urgent.
Urgent messages stay in the order in which they were said, and so do the others.
Nothing is lost, and what is on its way already cannot be overtaken.
"""

import responder

from tutorial_code.ch03_chat import room as plain
from tutorial_code.ch09_slow_clients import step3_speaker
from tutorial_code.ch09_slow_clients.outbox import Outbox

api = responder.API(sessions=False)


class Urgent(Outbox):
    def _put(self, message):
        super()._put(message)
        # TODO: now it is the last one of `self._queue`, which is a deque. Where should it be?


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
