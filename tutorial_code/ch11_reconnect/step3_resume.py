"""Write down what is said, and give whoever comes back what came after the last that it heard."""

import responder

from tutorial_code.ch03_chat import room as plain
from tutorial_code.ch04_formats.step5_kinds import texts
from tutorial_code.ch09_slow_clients.step3_speaker import Isolated
from tutorial_code.ch11_reconnect.log import Log
from tutorial_code.ch11_reconnect.resuming import Member, Resuming


class Room(Resuming, Isolated, plain.Room):
    def messages(self, member):
        return texts(member.ws)

    async def hear(self, member, message):
        await self.log.add({"from": member.name, "text": message})


room = Room(Log(born=1))  # for a record that can be repeated; by itself a log takes the time
api = responder.API(sessions=False, lifespan=room.alive)


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws, ws.query_params.get("name", "guest")))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat?name=ann")
    api.run(address="127.0.0.1")
