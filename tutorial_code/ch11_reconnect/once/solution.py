"""Say once what is sent twice.

At ``/chat?name=ann``, Ann sends ``{"type": "say", "key": "k1", "text": "hi"}``.
Everybody receives ``{"type": "said", "from": "ann", "text": "hi"}``, and she, before that or
after it, ``{"type": "ack", "key": "k1"}``.
That much is done.
Whoever has got no ``ack`` sends the same again, on the same connection or on a new one. Then it
gets its ``ack`` again, and nobody hears the message a second time.
A key is one member's own: Ben may have the same for something else.
"""

import responder

from tutorial_code.ch03_chat import room as plain
from tutorial_code.ch04_formats.objects import parsed
from tutorial_code.ch04_formats.step5_kinds import texts
from tutorial_code.ch09_slow_clients.step3_speaker import Isolated
from tutorial_code.ch11_reconnect.resuming import Member

api = responder.API(sessions=False)


class Room(Isolated, plain.Room):
    def __init__(self):
        super().__init__()
        self.seen = set()

    def messages(self, member):
        return texts(member.ws)

    async def read(self, member):
        self.join(member)
        await super().read(member)

    async def hear(self, member, message):
        match parsed(message):
            case {"type": "say", "key": str(key), "text": str(text)}:
                if (member.name, key) not in self.seen:
                    self.seen.add((member.name, key))
                    self.tell({"type": "said", "from": member.name, "text": text})
                member.tell({"type": "ack", "key": key})


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws, ws.query_params.get("name", "guest")))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat?name=ann")
    api.run(address="127.0.0.1")
