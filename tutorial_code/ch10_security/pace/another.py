"""Let nobody say more than is good: remember when each of the last messages came."""

import time
from collections import defaultdict, deque

import responder

from tutorial_code.ch04_formats.objects import error
from tutorial_code.ch06_hooks.ending import Member
from tutorial_code.ch07_lifecycle.closing_time import solution as closing_time
from tutorial_code.ch10_security.origins.solution import HOOKS, SETTINGS

BURST, PAUSE = 20, 0.2  # messages, seconds
said = defaultdict(deque)  # when each member's next messages will have been made good for


class Room(closing_time.Room):
    async def hear(self, member, message):
        now, debts = time.monotonic(), said[member.name]
        while debts and debts[0] <= now:
            debts.popleft()
        if len(debts) >= BURST:
            member.tell(error("one moment, please"))
            return
        debts.append((debts[-1] if debts else now) + PAUSE)
        await super().hear(member, message)


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
