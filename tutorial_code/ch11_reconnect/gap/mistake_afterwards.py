"""Wrong on purpose: it tells of the gap after the messages that come after the gap.

The check says: The gap is before what is still kept, and so it is told before
"""

import responder

from tutorial_code.ch11_reconnect.feed import Feed
from tutorial_code.ch11_reconnect.resuming import Member

api = responder.API(sessions=False)


class Room(Feed):
    def tell_missed(self, member, last):
        lost = self.count - len(self.kept)
        if last > self.count:
            member.tell({"type": "gap", "missed": None})
            last = 0
        for message in self.kept:
            if message["id"] > last:
                member.tell(message)
        if last < lost:
            member.tell({"type": "gap", "missed": lost - last})


room = Room()


@api.route("/feed", websocket=True)
async def feed(ws):
    await room.serve(Member(ws, "guest"))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/feed?last=7")
    api.run(address="127.0.0.1")
