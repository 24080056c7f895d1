"""Wrong on purpose: it closes with 1005, which says that there is no code.

The check says: a code that may not be sent, such as 1005, costs the client its goodbye
"""

from collections import defaultdict

import responder

from tutorial_code.ch06_hooks.ban.solution import turn_away
from tutorial_code.ch06_hooks.ending import Member
from tutorial_code.ch06_hooks.moderation import solution as moderation
from tutorial_code.ch06_hooks.sign_in.solution import SETTINGS, find_name

api = responder.API(sessions=False)
for hook in (find_name, turn_away):
    api.before_request(websocket=True)(hook)


class Room(moderation.Room):
    async def hear(self, member, message):
        if message == {"type": "bye"}:
            self.leave(member)
            member.end(1005, "bye")
        else:
            await super().hear(member, message)


rooms = defaultdict(Room)


@api.route("/chat/{name}", websocket=True)
async def chat(ws, *, name):
    await rooms[name].serve(Member(ws))


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/chat/blue -H='Authorization: Bearer s3cret-of-ann'")
    api.run(address="127.0.0.1", **SETTINGS)
