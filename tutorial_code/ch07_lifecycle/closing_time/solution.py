"""Close the connection of a member that says nothing.

Who sends nothing for ``IDLE`` seconds is closed with 4000 and the reason ``idle``.
The others are told that it left.
Each message, of whatever type, starts the time anew; what a member hears does not.
The check sets ``IDLE`` to less than a second, so look at it whenever you start the time.
Everything else stays as it was.
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
    async def messages(self, member):
        alarm = self.alarm(member)
        async for message in super().messages(member):
            alarm.cancel()
            alarm = self.alarm(member)
            yield message

    def alarm(self, member):
        return asyncio.get_running_loop().call_later(IDLE, self.send_home, member)

    def send_home(self, member):
        if member in self.members:  # the alarm of one that has left rings for nobody
            self.leave(member)
            member.end(4000, "idle")


rooms = defaultdict(Room)


@api.route("/chat/{name}", websocket=True)
async def chat(ws, *, name):
    await rooms[name].serve(Member(ws))


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/chat/blue -H='Authorization: Bearer s3cret-of-ann'")
    api.run(address="127.0.0.1", **SETTINGS)
