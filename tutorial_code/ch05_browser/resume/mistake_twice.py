"""Wrong on purpose: it begins with the message that was heard last, and so sends that one twice.

The check says: That one was heard before:
it is the last, and not the first that was missed.
"""

from collections import defaultdict

import responder

from tutorial_code.ch04_formats.picture.solution import SETTINGS
from tutorial_code.ch05_browser.resume import solution as right

api = responder.API(sessions=False)


Member = right.Member


class Room(right.Room):
    def missed(self, member):
        return [message for message in self.history if message["id"] >= member.last]


rooms = defaultdict(Room)


@api.route("/chat/{name}", websocket=True)
async def chat(ws, *, name):
    await rooms[name].serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat/blue")
    api.run(address="127.0.0.1", **SETTINGS)
