"""Close for a member that asks for it.

A member sends ``{"type": "bye"}``.
What was said to it before still reaches it; then it is closed with 1000 and the reason ``bye``.
The others are told that it left.
Whatever it sends behind its ``bye`` is heard by nobody.
Everything else stays as it was.
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
        # TODO: who says bye leaves the room, and its connection ends; then it is heard no more.
        await super().hear(member, message)


rooms = defaultdict(Room)


@api.route("/chat/{name}", websocket=True)
async def chat(ws, *, name):
    await rooms[name].serve(Member(ws))


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/chat/blue -H='Authorization: Bearer s3cret-of-ann'")
    api.run(address="127.0.0.1", **SETTINGS)
