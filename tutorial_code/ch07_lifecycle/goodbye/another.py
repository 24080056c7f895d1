"""Close for a member that asks for it: the loop over its messages stops at its bye."""

from collections import defaultdict

import responder

from tutorial_code.ch06_hooks.ban.solution import turn_away
from tutorial_code.ch06_hooks.ending import Member
from tutorial_code.ch06_hooks.moderation import solution as moderation
from tutorial_code.ch06_hooks.sign_in.solution import SETTINGS, find_name

api = responder.API(sessions=False)
for hook in (find_name, turn_away):
    api.before_request(websocket=True)(hook)


class Room(moderation.Room):
    async def messages(self, member):
        going = False
        async for message in super().messages(member):
            if going:
                continue
            going = isinstance(message, dict) and message.get("type") == "bye"
            if going:
                self.leave(member)
                member.tell((1000, "bye"))
            else:
                yield message


rooms = defaultdict(Room)


@api.route("/chat/{name}", websocket=True)
async def chat(ws, *, name):
    await rooms[name].serve(Member(ws))


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/chat/blue -H='Authorization: Bearer s3cret-of-ann'")
    api.run(address="127.0.0.1", **SETTINGS)
