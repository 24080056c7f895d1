"""Wrong on purpose: nobody catches the end of the deadline.

The check says: 1001 is what Responder makes of a `TimeoutError` that nobody catches
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
        coming = super().messages(member)
        while True:
            async with asyncio.timeout(IDLE):
                try:
                    message = await anext(coming)
                except StopAsyncIteration:
                    return
            yield message


rooms = defaultdict(Room)


@api.route("/chat/{name}", websocket=True)
async def chat(ws, *, name):
    await rooms[name].serve(Member(ws))


if __name__ == "__main__":
    print("Talk: websocat ws://127.0.0.1:5042/chat/blue -H='Authorization: Bearer s3cret-of-ann'")
    api.run(address="127.0.0.1", **SETTINGS)
