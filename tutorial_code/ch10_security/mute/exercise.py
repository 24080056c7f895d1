"""Let moderators silence somebody who is here.

``MODERATORS`` holds names; the check changes it.
A moderator sends ``{"type": "mute", "name": "ben"}``, and what Ben says is answered with an
``error`` from then on, and nobody hears of it; he stays, and hears the others.
``{"type": "unmute", "name": "ben"}`` ends that.
It holds for the name: whoever leaves and comes again is still muted, in each room.
Anybody else who asks for this is answered with an ``error``.
Who is no moderator any more can't do it from the next message on, though it is still connected.
Everything else stays as it was.
"""

from collections import defaultdict

import responder

from tutorial_code.ch06_hooks.ending import Member
from tutorial_code.ch10_security.pace import solution as pace
from tutorial_code.ch10_security.pace.solution import HOOKS, SETTINGS

MODERATORS = {"ann"}


class Room(pace.Room):
    async def hear(self, member, message):
        match message:
            # TODO: mute and unmute, if this member may; refuse what a muted member says.
            case _:
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
