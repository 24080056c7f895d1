"""Let moderators silence somebody: ask what a message needs, and whether this member has it."""

from collections import defaultdict

import responder

from tutorial_code.ch04_formats.objects import error
from tutorial_code.ch06_hooks.ending import Member
from tutorial_code.ch10_security.pace import solution as pace
from tutorial_code.ch10_security.pace.solution import HOOKS, SETTINGS

MODERATORS = {"ann"}
muted = set()


def may(name, kind):
    """Whether who is called this may send a message of this type now."""
    rights = {"mute": name in MODERATORS, "unmute": name in MODERATORS, "say": name not in muted}
    return rights.get(kind, True)


class Room(pace.Room):
    async def hear(self, member, message):
        kind = message.get("type") if isinstance(message, dict) else None
        if isinstance(kind, str) and not may(member.name, kind):
            member.tell(error(f"you may not {kind}"))
        elif kind in ("mute", "unmute") and isinstance(message.get("name"), str):
            change = muted.add if kind == "mute" else muted.discard
            change(message["name"])
        else:
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
