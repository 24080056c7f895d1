"""Wrong on purpose: it closes the connection of whoever makes a mistake.

The check says: Who makes one mistake is told so, and stays:
the socket is not closed.
"""

import responder

from tutorial_code.ch04_formats.envelope import solution as right
from tutorial_code.ch04_formats.objects import Member

api = responder.API(sessions=False)


class StrictMember(Member):
    async def send(self, message):
        if message["type"] == "error":
            await self.ws.close(1008, message["reason"])
        else:
            await super().send(message)


room = right.Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(StrictMember(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
