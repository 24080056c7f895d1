"""Tell a member that lost messages how many it lost.

At ``/feed``, what a member sends reaches everybody, the speaker too.
For a member that does not read, three messages wait at most, and the oldest is thrown away.
That much is done.
Before the first message that a member receives after a loss, it shall receive ``missed 4``, with
the number of messages that were thrown away since it was last told.
Who lost nothing is told nothing.
"""

import responder

from tutorial_code.ch03_chat import room as plain
from tutorial_code.ch09_slow_clients import step2_outbox
from tutorial_code.ch09_slow_clients.step4_newest import Newest

api = responder.API(sessions=False)


class Counting(Newest):
    missed = 0

    def _put(self, message):
        # TODO: this throws away the oldest if `self.maxsize` messages wait. Count it.
        super()._put(message)


class Member(plain.Member):
    def __init__(self, ws):
        super().__init__(ws)
        self.queue = Counting(3)

    async def send(self, message):
        # TODO: if messages are missing before this one, say so first.
        await super().send(message)


class Room(step2_outbox.Room):
    async def hear(self, member, message):
        self.tell(message)


room = Room()


@api.route("/feed", websocket=True)
async def feed(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/feed")
    api.run(address="127.0.0.1")
