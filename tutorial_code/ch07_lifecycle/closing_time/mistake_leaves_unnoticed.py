"""Wrong on purpose: who is sent home is taken out of the room, and nobody is told.

The check says: its own words, and among them that
"""

from collections import defaultdict

import responder

from tutorial_code.ch06_hooks.ban.solution import turn_away
from tutorial_code.ch06_hooks.ending import Member
from tutorial_code.ch06_hooks.sign_in.solution import SETTINGS, find_name
from tutorial_code.ch07_lifecycle.closing_time import solution as right

IDLE = right.IDLE
api = responder.API(sessions=False)
for hook in (find_name, turn_away):
    api.before_request(websocket=True)(hook)


class Room(right.Room):
    def alarm(self, member):
        right.IDLE = IDLE
        return super().alarm(member)

    def send_home(self, member):
        if member in self.members:
            self.members.remove(member)
            member.end(4000, "idle")


rooms = defaultdict(Room)


@api.route("/chat/{name}", websocket=True)
async def chat(ws, *, name):
    await rooms[name].serve(Member(ws))


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/chat/blue -H='Authorization: Bearer s3cret-of-ann'")
    api.run(address="127.0.0.1", **SETTINGS)
