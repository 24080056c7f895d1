"""Put the room together: its log, who is here, its limits, its goodbye and its numbers."""

import responder

from tutorial_code.ch10_security.limits import Limits
from tutorial_code.ch11_reconnect.log import Log
from tutorial_code.ch12_scale.presence import Presence
from tutorial_code.ch13_deploy.goodbye import serve
from tutorial_code.ch13_deploy.metrics import Metrics
from tutorial_code.ch13_deploy.room import Room
from tutorial_code.ch13_deploy.step1_settings import SETTINGS

log = Log(born=1)  # for a record that can be repeated; by itself a log takes the time
room = Room(Metrics(), Limits(connections=2, rate=5, burst=20), log, Presence())
api = responder.API(sessions=False, lifespan=room.alive)


@api.before_request(websocket=True)
async def find_name(ws):
    ws.state.name = ws.query_params.get("name", "guest")


api.add_route("/chat", room.receive, websocket=True)


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat?name=ann")
    serve(api, room.goodbye, **SETTINGS)
