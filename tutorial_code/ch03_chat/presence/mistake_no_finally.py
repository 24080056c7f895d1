"""Wrong on purpose: it says the farewell after the loop, which a disconnect never reaches.

The check says: The farewell has to be said however the connection ends, so `finally` is its
place.
"""

import responder
from starlette.websockets import WebSocketDisconnect

from tutorial_code.ch03_chat.presence import solution as right
from tutorial_code.ch03_chat.room import Member

api = responder.API(sessions=False)


class Room(right.Room):
    async def read(self, member):
        try:
            while text := await member.ws.receive_text():
                await self.hear(member, text)
            self.leave(member)
        except WebSocketDisconnect:
            pass


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
