"""Let moderators put somebody out.

``MODERATORS`` holds names; the check changes it.
A moderator sends ``{"type": "kick", "name": "ben"}``, and Ben is closed with 4003.
The others are told that he left, and he may come again.
Anybody else who asks for this is answered with an ``error``.
So is a moderator who names nobody, or somebody who is not here.
Everything else stays as it was.
"""

from collections import defaultdict

import responder

from tutorial_code.ch04_formats.objects import error
from tutorial_code.ch06_hooks.ban.solution import turn_away
from tutorial_code.ch06_hooks.ending import Member
from tutorial_code.ch06_hooks.sign_in import solution as sign_in
from tutorial_code.ch06_hooks.sign_in.solution import SETTINGS, find_name

MODERATORS = {"ann"}
api = responder.API(sessions=False)
for hook in (find_name, turn_away):
    api.before_request(websocket=True)(hook)


class Room(sign_in.Room):
    async def hear(self, member, message):
        match message:
            case {"type": "kick", "name": str(name)} if self.may_kick(member, name):
                for other in self.find(name):
                    self.leave(other)
                    other.end(4003, "kicked")
            case {"type": "kick"}:
                member.tell(error("only moderators can kick, and only who is here"))
            case _:
                await super().hear(member, message)

    def may_kick(self, member, name):
        return member.name in MODERATORS and self.find(name)


rooms = defaultdict(Room)


@api.route("/chat/{name}", websocket=True)
async def chat(ws, *, name):
    await rooms[name].serve(Member(ws))


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/chat/blue -H='Authorization: Bearer s3cret-of-ann'")
    api.run(address="127.0.0.1", **SETTINGS)
