"""Wrong on purpose: who may not kick gets no answer.

The check says: Who asks for what it may not do deserves an answer
"""

from collections import defaultdict

import responder

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
                    await other.ws.close(4003, "kicked")
            case {"type": "kick"}:
                pass
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
