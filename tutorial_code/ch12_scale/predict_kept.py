"""A room whose log keeps three entries."""

import responder

from tutorial_code.ch11_reconnect.log import Log
from tutorial_code.ch11_reconnect.resuming import Member, Room

room = Room(Log(keep=3, born=1))
api = responder.API(sessions=False, lifespan=room.alive)


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws, ws.query_params.get("name", "guest")))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat?name=ann")
    api.run(address="127.0.0.1")
