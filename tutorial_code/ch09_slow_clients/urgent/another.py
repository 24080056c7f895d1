"""Let an alarm overtake what waits, with a queue of pairs that sorts itself."""

import asyncio
import itertools

import responder

from tutorial_code.ch03_chat import room as plain
from tutorial_code.ch09_slow_clients import step2_outbox

api = responder.API(sessions=False)
numbers = itertools.count()


class Member(plain.Member):
    def __init__(self, ws):
        super().__init__(ws)
        self.queue = asyncio.PriorityQueue(1000)

    def tell(self, message):
        super().tell((message[:1] != "!", next(numbers), message))

    async def send(self, message):
        await super().send(message[-1])


class Room(step2_outbox.Room):
    async def hear(self, member, message):
        self.tell(message)


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
