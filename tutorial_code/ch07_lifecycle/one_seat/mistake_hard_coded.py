"""Wrong on purpose: it knows one name only, that of the example.

The check says: Two connections are one member, whose name is here once
"""

from collections import defaultdict

import responder

from tutorial_code.ch06_hooks.ban.solution import turn_away
from tutorial_code.ch06_hooks.ending import Member
from tutorial_code.ch06_hooks.sign_in.solution import SETTINGS, find_name
from tutorial_code.ch07_lifecycle.goodbye import solution as goodbye

api = responder.API(sessions=False)
for hook in (find_name, turn_away):
    api.before_request(websocket=True)(hook)


class Room(goodbye.Room):
    def join(self, member):
        older = self.find(member.name)
        if not older or member.name != "ann":
            super().join(member)
            return
        for message in self.missed(member):
            member.tell(message)
        for other in older:
            self.members.remove(other)
            other.end(4009, "signed in elsewhere")
        self.members.append(member)
        member.tell(self.here())


rooms = defaultdict(Room)


@api.route("/chat/{name}", websocket=True)
async def chat(ws, *, name):
    await rooms[name].serve(Member(ws))


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/chat/blue -H='Authorization: Bearer s3cret-of-ann'")
    api.run(address="127.0.0.1", **SETTINGS)
