"""Let who comes back have what it missed.

At ``/chat/{name}``, each ``said`` message has a number, its ``id``: 1 for the first that was said
in a room, 2 for the second, and so on, the same for everybody.
A client that connects to ``/chat/blue?last=7`` has heard all up to 7. When it has given its name,
it receives, in place of the history, the messages after 7 that the room still keeps; then ``here``.
Without ``last``, or if it is no number, the client is a newcomer and receives the history.
"""

from collections import defaultdict

import responder

from tutorial_code.ch04_formats.picture import solution as picture
from tutorial_code.ch04_formats.picture.solution import SETTINGS

api = responder.API(sessions=False)


class Member(picture.Member):
    def __init__(self, ws):
        super().__init__(ws)
        # TODO: what this client heard last; its query is in `ws.query_params`.
        self.last = 0


class Room(picture.Room):
    def said(self, member, text):
        # TODO: give the message a number of this room.
        return super().said(member, text)

    def missed(self, member):
        # TODO: whoever comes back has missed what came after `member.last`.
        return self.history


rooms = defaultdict(Room)


@api.route("/chat/{name}", websocket=True)
async def chat(ws, *, name):
    await rooms[name].serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat/blue")
    api.run(address="127.0.0.1", **SETTINGS)
