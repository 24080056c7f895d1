"""Wrong on purpose: it expects that the parser says `ValueError`, whatever it is given.

The check says: The program took the message for what it hoped for.
"""

import json

import responder

from tutorial_code.ch04_formats import objects
from tutorial_code.ch04_formats.envelope import solution as right
from tutorial_code.ch04_formats.step5_kinds import texts

api = responder.API(sessions=False)


class Room(right.Room):
    async def messages(self, member):
        async for text in texts(member.ws):
            try:
                yield json.loads(text)
            except ValueError:
                yield None


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(objects.Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
