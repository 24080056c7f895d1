"""Keep only the latest message of each name: for prices, where an older one is no news."""

import responder

from tutorial_code.ch03_chat import room as plain
from tutorial_code.ch09_slow_clients import step3_speaker
from tutorial_code.ch09_slow_clients.outbox import Outbox, size

api = responder.API(sessions=False)


class Latest(Outbox):
    def _init(self, maxsize):
        self._queue = {}

    def _put(self, message):
        name = message.split(" ")[0]
        before = self._queue.get(name, "")
        self._queue[name] = message  # in the place of the one before
        self.count(size(message) - size(before))

    def _get(self):
        message = self._queue.pop(next(iter(self._queue)))
        self.count(-size(message))
        return message


class Member(plain.Member):
    def __init__(self, ws):
        super().__init__(ws)
        self.queue = Latest()


room = step3_speaker.Room()


@api.route("/prices", websocket=True)
async def prices(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/prices")
    api.run(address="127.0.0.1")
