"""Wrong on purpose: it gives whoever comes back what it still has, and says no word of the rest."""

import responder

from tutorial_code.ch09_slow_clients.outbox import encoded
from tutorial_code.ch11_reconnect import step3_resume
from tutorial_code.ch11_reconnect.log import Log
from tutorial_code.ch11_reconnect.resuming import Member, said


class Room(step3_resume.Room):
    async def bring_up(self, member, last):
        later, _ = await self.log.after(last)
        for id, entry in later:
            await member.send(encoded(said(id, entry)))


room = Room(Log(keep=2, born=1))
api = responder.API(sessions=False, lifespan=room.alive)


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws, ws.query_params.get("name", "guest")))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat?name=ann")
    api.run(address="127.0.0.1")
