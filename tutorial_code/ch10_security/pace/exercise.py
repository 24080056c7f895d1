"""Let nobody say more than is good for the room.

A member may say ``BURST`` messages at once, and after that one more every ``PAUSE`` seconds; who
is quiet for a while may say ``BURST`` at once again.
A message beyond that is answered with an ``error``, and nobody else hears of it.
Each message counts, of whatever type.
What counts is the member, and not the connection: who is in two rooms has one allowance for both.
The others are not disturbed.
The check changes ``BURST`` and ``PAUSE`` before the member comes that they are for.
Everything else stays as it was.
"""

from collections import defaultdict

import responder

from tutorial_code.ch06_hooks.ending import Member
from tutorial_code.ch07_lifecycle.closing_time import solution as closing_time
from tutorial_code.ch10_security.origins.solution import HOOKS, SETTINGS

BURST, PAUSE = 20, 0.2  # messages, seconds


class Room(closing_time.Room):
    async def hear(self, member, message):
        # TODO: is this member still allowed a message? If not, tell it, and nobody else.
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
