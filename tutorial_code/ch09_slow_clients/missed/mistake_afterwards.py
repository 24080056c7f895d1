"""Wrong on purpose: it tells of the loss after the message that it should stand before.

The check says: It has to be said before the messages that come after the gap.
"""

import responder

from tutorial_code.ch03_chat import room as plain
from tutorial_code.ch09_slow_clients import step2_outbox
from tutorial_code.ch09_slow_clients.step4_newest import Newest

api = responder.API(sessions=False)


class Counting(Newest):
    missed = 0

    def _put(self, message):
        if self.qsize() >= self.maxsize:
            self.missed += 1
        super()._put(message)


class Member(plain.Member):
    def __init__(self, ws):
        super().__init__(ws)
        self.queue = Counting(3)

    async def send(self, message):
        told, self.queue.missed = self.queue.missed, 0
        await super().send(message)
        if told:
            await super().send(f"missed {told}")


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
