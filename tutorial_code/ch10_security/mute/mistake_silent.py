"""Wrong on purpose: what a muted member says is lost without a word.

The check says: Who is muted should know it
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
            case {"type": "mute", "name": str(name)} if member.name in MODERATORS:
                muted.add(name)
            case {"type": "unmute", "name": str(name)} if member.name in MODERATORS:
                muted.discard(name)
            case {"type": "mute" | "unmute"}:
                member.tell(error("only moderators can mute"))
            case {"type": "say"} if member.name in muted:
                pass
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
