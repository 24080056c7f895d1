"""Give everybody one seat, and keep silent while it changes hands."""

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
    quiet = False

    def tell(self, message, but=None):
        if not self.quiet:
            super().tell(message, but)

    def join(self, member):
        same = [other for other in self.members if other.name == member.name]
        self.quiet = bool(same)
        for other in same:
            self.leave(other)
            other.end(4009, "signed in elsewhere")
        super().join(member)
        self.quiet = False


rooms = defaultdict(Room)


@api.route("/chat/{name}", websocket=True)
async def chat(ws, *, name):
    await rooms[name].serve(Member(ws))


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/chat/blue -H='Authorization: Bearer s3cret-of-ann'")
    api.run(address="127.0.0.1", **SETTINGS)
