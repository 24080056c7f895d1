"""Wrong on purpose: it looks for the name in every room.

The check says: In another room the same name may sit as well
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
        older = [other for room in rooms.values() for other in room.find(member.name)]
        if not older:
            super().join(member)
            return
        for message in self.missed(member):
            member.tell(message)
        for other in older:
            if other in self.members:
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
