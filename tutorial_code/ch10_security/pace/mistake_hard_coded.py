"""Wrong on purpose: it counts to the number of the example, whatever ``BURST`` says.

The check says: is allowed as many as `BURST` says,
and the check has changed it
"""

from collections import defaultdict

import responder

from tutorial_code.ch04_formats.objects import error
from tutorial_code.ch06_hooks.ending import Member
from tutorial_code.ch07_lifecycle.closing_time import solution as closing_time
from tutorial_code.ch10_security.limits import Allowance
from tutorial_code.ch10_security.origins.solution import HOOKS, SETTINGS

BURST, PAUSE = 20, 0.2  # messages, seconds
allowances = defaultdict(lambda: Allowance(5, 20))


class Room(closing_time.Room):
    async def hear(self, member, message):
        if allowances[member.name].take():
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
