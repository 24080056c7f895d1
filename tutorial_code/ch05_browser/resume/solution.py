"""Let who comes back have what it missed.

At ``/chat/{name}``, each ``said`` message has a number, its ``id``: 1 for the first that was said
in a room, 2 for the second, and so on, the same for everybody.
A client that connects to ``/chat/blue?last=7`` has heard all up to 7. When it has given its name,
it receives, in place of the history, the messages after 7 that the room still keeps; then ``here``.
Without ``last``, or if it is no number, the client is a newcomer and receives the history.
"""

from collections import defaultdict
from contextlib import suppress

import responder

from tutorial_code.ch04_formats.picture import solution as picture
from tutorial_code.ch04_formats.picture.solution import SETTINGS

api = responder.API(sessions=False)


class Member(picture.Member):
    def __init__(self, ws):
        super().__init__(ws)
        self.last = 0
        with suppress(ValueError):
            self.last = int(ws.query_params.get("last", 0))


class Room(picture.Room):
    def __init__(self):
        super().__init__()
        self.count = 0

    def said(self, member, text):
        self.count += 1
        return {**super().said(member, text), "id": self.count}

    def missed(self, member):
        return [message for message in self.history if message["id"] > member.last]


rooms = defaultdict(Room)


@api.route("/chat/{name}", websocket=True)
async def chat(ws, *, name):
    await rooms[name].serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat/blue")
    api.run(address="127.0.0.1", **SETTINGS)
