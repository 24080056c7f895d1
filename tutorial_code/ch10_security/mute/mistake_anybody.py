"""Wrong on purpose: it asks nobody whether they may.

The check says: To be in the room is no right to silence others in it
"""

from collections import defaultdict

import responder

from tutorial_code.ch04_formats.objects import error
from tutorial_code.ch06_hooks.ending import Member
from tutorial_code.ch10_security.pace import solution as pace
from tutorial_code.ch10_security.pace.solution import HOOKS, SETTINGS

MODERATORS = {"ann"}
muted = set()


class Room(pace.Room):
    async def hear(self, member, message):
        match message:
            case {"type": "mute", "name": str(name)}:
                muted.add(name)
            case {"type": "unmute", "name": str(name)}:
                muted.discard(name)
            case {"type": "say"} if member.name in muted:
                member.tell(error("you are muted"))
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
