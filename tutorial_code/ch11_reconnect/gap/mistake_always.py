"""Wrong on purpose: it tells of a gap in which nothing is missing.

The check says: Nothing is missing, so there is no gap to tell of
"""

import responder

from tutorial_code.ch11_reconnect.feed import Feed
from tutorial_code.ch11_reconnect.resuming import Member

api = responder.API(sessions=False)


class Room(Feed):
    def tell_missed(self, member, last):
        if last > self.count:
            member.tell({"type": "gap", "missed": None})
            last = 0
        else:
            lost = self.count - len(self.kept)
            member.tell({"type": "gap", "missed": max(0, lost - last)})
        for message in self.kept:
            if message["id"] > last:
                member.tell(message)


room = Room()


@api.route("/feed", websocket=True)
async def feed(ws):
    await room.serve(Member(ws, "guest"))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/feed?last=7")
    api.run(address="127.0.0.1")
