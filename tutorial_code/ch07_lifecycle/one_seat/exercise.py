"""Give everybody one seat, and let the newest connection have it.

Somebody comes into a room where a member of the same name is already: the connection was lost, or
there is a second page.
The older connection is closed with 4009 and the reason ``signed in elsewhere``.
The newer one receives what any newcomer receives.
The others are told nothing, for nobody came and nobody left.
In another room the same name may sit as well.
Everything else stays as it was.
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
        # TODO: self.find(member.name) finds who sits there already; that connection has to end.
        super().join(member)


rooms = defaultdict(Room)


@api.route("/chat/{name}", websocket=True)
async def chat(ws, *, name):
    await rooms[name].serve(Member(ws))


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/chat/blue -H='Authorization: Bearer s3cret-of-ann'")
    api.run(address="127.0.0.1", **SETTINGS)
