"""Tell whoever comes back how much it has missed, by the first number that is still there."""

import responder

from tutorial_code.ch11_reconnect.feed import Feed
from tutorial_code.ch11_reconnect.resuming import Member

api = responder.API(sessions=False)


class Room(Feed):
    def tell_missed(self, member, last):
        later = [message for message in self.kept if message["id"] > last]
        if last > self.count:
            later = [{"type": "gap", "missed": None}, *self.kept]
        elif later and later[0]["id"] > last + 1:
            later.insert(0, {"type": "gap", "missed": later[0]["id"] - last - 1})
        for message in later:
            member.tell(message)


room = Room()


@api.route("/feed", websocket=True)
async def feed(ws):
    await room.serve(Member(ws, "guest"))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/feed?last=7")
    api.run(address="127.0.0.1")
