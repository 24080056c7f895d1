"""Wrong on purpose: it counts what is sent out, once for each member.

The check says: A message counts once,
however many hear it
"""

import responder

from tutorial_code.ch09_slow_clients import step3_speaker
from tutorial_code.ch09_slow_clients.step3_speaker import Member

api = responder.API(sessions=False)
totals = {"joined_total": 0, "messages_total": 0, "characters_total": 0}


class Room(step3_speaker.Room):
    def join(self, member):
        super().join(member)
        totals["joined_total"] += 1

    async def hear(self, member, message):
        totals["messages_total"] += len(self.members)
        totals["characters_total"] += len(message)
        await super().hear(member, message)


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws))


@api.route("/metrics")
async def metrics(req, resp):
    numbers = {"members": len(room.members)} | totals
    resp.text = "".join(f"{name} {number}\n" for name, number in numbers.items())


if __name__ == "__main__":
    print("Ask me: curl http://127.0.0.1:5042/metrics")
    api.run(address="127.0.0.1")
