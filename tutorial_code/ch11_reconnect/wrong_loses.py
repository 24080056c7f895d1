"""Wrong on purpose: whoever is away for a moment misses what is said, and is not even told."""

import responder

from tutorial_code.ch03_chat import room as plain
from tutorial_code.ch04_formats.step5_kinds import texts
from tutorial_code.ch09_slow_clients.step3_speaker import Isolated
from tutorial_code.ch11_reconnect.resuming import Member

api = responder.API(sessions=False)


class Room(Isolated, plain.Room):
    def messages(self, member):
        return texts(member.ws)

    async def read(self, member):
        self.join(member)
        await super().read(member)

    async def hear(self, member, message):
        self.tell({"type": "said", "from": member.name, "text": message})


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws, ws.query_params.get("name", "guest")))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat?name=ann")
    api.run(address="127.0.0.1")
