"""Throw away the oldest when a queue is full: for a camera, of which only the newest counts."""

import asyncio

import responder

from tutorial_code.ch03_chat import room as plain
from tutorial_code.ch09_slow_clients import step2_outbox

api = responder.API(sessions=False)


class Newest(asyncio.Queue):
    def full(self):
        return False  # there is always room, for there is always an oldest

    def _put(self, message):
        while self.qsize() >= self.maxsize:
            self._get()
        super()._put(message)


class Member(plain.Member):
    def __init__(self, ws):
        super().__init__(ws)
        self.queue = Newest(1)


room = step2_outbox.Room()


@api.route("/camera", websocket=True)
async def camera(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/camera")
    api.run(address="127.0.0.1")
