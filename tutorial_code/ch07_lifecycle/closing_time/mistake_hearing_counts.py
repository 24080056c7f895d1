"""Wrong on purpose: what a member hears starts its time anew.

The check says: Who only listens is silent, too
"""

import asyncio
from collections import defaultdict

import responder

from tutorial_code.ch06_hooks.ban.solution import turn_away
from tutorial_code.ch06_hooks.ending import Member
from tutorial_code.ch06_hooks.sign_in.solution import SETTINGS, find_name
from tutorial_code.ch07_lifecycle.one_seat import solution as one_seat

IDLE = 600  # seconds
api = responder.API(sessions=False)
for hook in (find_name, turn_away):
    api.before_request(websocket=True)(hook)


class Room(one_seat.Room):
    def __init__(self):
        super().__init__()
        self.alarms = {}

    def tell(self, message, but=None):
        super().tell(message, but)
        for member in self.members:
            self.wind_up(member)

    def wind_up(self, member):
        if member in self.alarms:
            self.alarms[member].cancel()
        loop = asyncio.get_running_loop()
        self.alarms[member] = loop.call_later(IDLE, member.end, 4000, "idle")


rooms = defaultdict(Room)


@api.route("/chat/{name}", websocket=True)
async def chat(ws, *, name):
    await rooms[name].serve(Member(ws))


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/chat/blue -H='Authorization: Bearer s3cret-of-ann'")
    api.run(address="127.0.0.1", **SETTINGS)
