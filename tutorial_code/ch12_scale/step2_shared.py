"""Let one setting decide whether a room is of this process or of many: REDIS_URL."""

import responder

from tutorial_code.ch11_reconnect.resuming import Member
from tutorial_code.ch12_scale.shared import Room, open_shared

SETTINGS = {"ws_max_size": 64 * 1024, "ws_per_message_deflate": False}
room = Room(*open_shared(born=1))
api = responder.API(sessions=False, lifespan=room.alive)


@api.route("/lag")
async def lag(req, resp):
    resp.media = {"entries": await room.lag()}


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws, ws.query_params.get("name", "guest")))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat?name=ann")
    api.run(address="127.0.0.1", **SETTINGS)
