"""Close the connection of a member that says nothing.

Who sends nothing for ``IDLE`` seconds is closed with 4000 and the reason ``idle``.
The others are told that it left.
Each message, of whatever type, starts the time anew; what a member hears does not.
The check sets ``IDLE`` to less than a second, so look at it whenever you start the time.
Everything else stays as it was.
"""

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
        async for message in super().messages(member):
            # TODO: this member has spoken; who does not for IDLE seconds is closed with 4000.
            yield message


rooms = defaultdict(Room)


@api.route("/chat/{name}", websocket=True)
async def chat(ws, *, name):
    await rooms[name].serve(Member(ws))


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/chat/blue -H='Authorization: Bearer s3cret-of-ann'")
    api.run(address="127.0.0.1", **SETTINGS)
