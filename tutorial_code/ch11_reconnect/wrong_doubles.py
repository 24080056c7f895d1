"""Wrong on purpose: it does not look whether it has heard a message before."""

import responder

from tutorial_code.ch11_reconnect import log
from tutorial_code.ch11_reconnect.resuming import Member, Room


class Log(log.Log):
    async def add(self, entry, key=None):
        return await super().add(entry)


room = Room(Log(born=1))
api = responder.API(sessions=False, lifespan=room.alive)


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws, ws.query_params.get("name", "guest")))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat?name=ann")
    api.run(address="127.0.0.1")
