"""Wrong on purpose: it counts the message that was heard among the missed.

The check says: What it names it has heard: the first that it can have missed is the next
"""

import responder

from tutorial_code.ch11_reconnect.feed import Feed
from tutorial_code.ch11_reconnect.resuming import Member

api = responder.API(sessions=False)


class Room(Feed):
    def tell_missed(self, member, last):
        first = self.kept[0]["id"] if self.kept else 0
        if last > self.count:
            member.tell({"type": "gap", "missed": None})
            last = 0
        elif last < first:
            member.tell({"type": "gap", "missed": first - last})
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
