"""Find out within four seconds that somebody is gone, and tell the others."""

import responder

from tutorial_code.ch03_chat import room as plain
from tutorial_code.ch09_slow_clients.step3_speaker import Isolated
from tutorial_code.ch11_reconnect.resuming import Member

SETTINGS = {"ws_ping_interval": 2, "ws_ping_timeout": 2}  # seconds
api = responder.API(sessions=False)


class Room(Isolated, plain.Room):
    def join(self, member):
        super().join(member)
        self.tell(f"{member.name} is here")

    def leave(self, member):
        super().leave(member)
        self.tell(f"{member.name} left")

    async def read(self, member):
        self.join(member)
        await super().read(member)

    async def hear(self, member, message):
        self.tell(f"{member.name}: {message}")


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws, ws.query_params.get("name", "guest")))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat?name=ann")
    api.run(address="127.0.0.1", **SETTINGS)
