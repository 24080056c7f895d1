"""Wrong on purpose: it closes the connection of who says too much.

The check says: This room is patient: the connection stays open
"""

from collections import defaultdict

import responder

from tutorial_code.ch06_hooks.ending import Member
from tutorial_code.ch07_lifecycle.closing_time import solution as closing_time
from tutorial_code.ch10_security.limits import Allowance
from tutorial_code.ch10_security.origins.solution import HOOKS, SETTINGS

BURST, PAUSE = 20, 0.2  # messages, seconds
allowances = {}


class Room(closing_time.Room):
    async def hear(self, member, message):
        if member.name not in allowances:
            allowances[member.name] = Allowance(1 / PAUSE, BURST)
        if allowances[member.name].take():
            await super().hear(member, message)
        else:
            member.end(4429, "too many messages")


rooms = defaultdict(Room)
api = responder.API(sessions=False)
for hook in HOOKS:
    api.before_request(websocket=True)(hook)


@api.route("/chat/{name}", websocket=True)
async def chat(ws, *, name):
    await rooms[name].serve(Member(ws))


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/chat/blue -H='Authorization: Bearer s3cret-of-ann'")
    api.run(address="127.0.0.1", **SETTINGS)
