"""Tell whoever comes back how much it has missed for good.

At ``/feed``, what a member sends reaches everybody as ``{"id": 1, "text": "hi"}``, with the
numbers 1, 2, 3 and so on. The room keeps the last five, and whoever connects to ``/feed?last=7``
receives those after 7. That much is done.
If some after 7 are not kept any more, it shall receive ``{"type": "gap", "missed": 2}`` before
them, with the number of messages that are lost to it.
If the room has never given the number that it names, the number is from an earlier life of the
room: then it receives ``{"type": "gap", "missed": null}`` and all that the room keeps.
Who has missed nothing for good, or does not say ``last``, is told of no gap.
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
            last = lost
        elif last < lost:
            member.tell({"type": "gap", "missed": lost - last})
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
