"""Wrong on purpose: who has come once is here for ever.

The check says: It stayed away for longer than `GRACE`
"""

import responder

from tutorial_code.ch03_chat import room as plain
from tutorial_code.ch11_reconnect import step2_ghost
from tutorial_code.ch11_reconnect.resuming import Member

GRACE = 10  # seconds
api = responder.API(sessions=False)


class Room(step2_ghost.Room):
    def __init__(self):
        super().__init__()
        self.known = set()

    def join(self, member):
        plain.Room.join(self, member)
        if member.name not in self.known:
            self.known.add(member.name)
            self.tell(f"{member.name} is here")

    def leave(self, member):
        plain.Room.leave(self, member)


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws, ws.query_params.get("name", "guest")))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat?name=ann")
    api.run(address="127.0.0.1")
