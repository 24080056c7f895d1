"""Wrong on purpose: each connection has an allowance of its own.

The check says: Two connections of one member share one
allowance: keep it by name, outside of the room.
"""

from collections import defaultdict

import responder

from tutorial_code.ch04_formats.objects import error
from tutorial_code.ch06_hooks.ending import Member
from tutorial_code.ch07_lifecycle.closing_time import solution as closing_time
from tutorial_code.ch10_security.limits import Allowance
from tutorial_code.ch10_security.origins.solution import HOOKS, SETTINGS

BURST, PAUSE = 20, 0.2  # messages, seconds


class Member(Member):
    def __init__(self, ws):
        super().__init__(ws)
        self.allowance = Allowance(1 / PAUSE, BURST)


class Room(closing_time.Room):
    async def hear(self, member, message):
        if member.allowance.take():
            await super().hear(member, message)
        else:
            member.tell(error("not so fast"))


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
