"""Wrong on purpose: it takes for a farewell only what came with a close frame and code 1000.

The check says: A lost connection sends no close frame, and comes with another code than 1000.
"""

import responder

from tutorial_code.ch03_chat.presence import solution as right
from tutorial_code.ch03_chat.room import Member

api = responder.API(sessions=False)


class Room(right.Room):
    async def read(self, member):
        while (event := await member.ws.receive())["type"] == "websocket.receive":
            await self.hear(member, event["text"])
        if event["code"] == 1000:
            self.leave(member)


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
