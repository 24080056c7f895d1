"""Wrong on purpose: it says the number of the example.

The check says: were said and are not kept any more, after the one that it has heard
"""

import responder

from tutorial_code.ch11_reconnect.feed import Feed
from tutorial_code.ch11_reconnect.resuming import Member

api = responder.API(sessions=False)


class Room(Feed):
    def tell_missed(self, member, last):
        lost = self.count - len(self.kept)  # the last number that is not kept any more
        if last > self.count:
            member.tell({"type": "gap", "missed": None})
            last = 0
        elif last < lost:
            member.tell({"type": "gap", "missed": 2})
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
