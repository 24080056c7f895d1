"""Let moderators put somebody out: close at once, and let its own handler do the rest."""

from collections import defaultdict

import responder

from tutorial_code.ch06_hooks.ban.solution import turn_away
from tutorial_code.ch06_hooks.ending import Member
from tutorial_code.ch06_hooks.sign_in import solution as sign_in
from tutorial_code.ch06_hooks.sign_in.solution import SETTINGS, find_name

MODERATORS = {"ann"}
api = responder.API(sessions=False)
for hook in (find_name, turn_away):
    api.before_request(websocket=True)(hook)


class Room(sign_in.Room):
    async def hear(self, member, message):
        if not isinstance(message, dict) or message.get("type") != "kick":
            await super().hear(member, message)
            return
        kicked = [other for other in self.members if other.name == message.get("name")]
        if member.name not in MODERATORS or not kicked:
            member.tell({"type": "error", "reason": "no"})
        for other in kicked if member.name in MODERATORS else []:
            await other.ws.close(code=4003)


rooms = defaultdict(Room)


@api.route("/chat/{name}", websocket=True)
async def chat(ws, *, name):
    await rooms[name].serve(Member(ws))


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/chat/blue -H='Authorization: Bearer s3cret-of-ann'")
    api.run(address="127.0.0.1", **SETTINGS)
