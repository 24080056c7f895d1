"""The room that survives: what the chapters made, put together."""

import os

import responder

from tutorial_code.ch10_security.limits import Limits
from tutorial_code.ch13_deploy import step1_settings
from tutorial_code.ch13_deploy.care import Care
from tutorial_code.ch13_deploy.direct import Protocol
from tutorial_code.ch13_deploy.door import Door
from tutorial_code.ch13_deploy.goodbye import serve
from tutorial_code.ch13_deploy.metrics import Metrics
from tutorial_code.ch13_deploy.pages import PAGE, add_pages
from tutorial_code.ch13_deploy.room import Room
from tutorial_code.ch13_deploy.settings import read
from tutorial_code.ch13_deploy.stores import open_stores

settings, metrics = read(os.environ), Metrics()
SETTINGS = step1_settings.SETTINGS | {"ws_max_size": settings.max_size, "ws": Protocol}
log, presence, tickets = open_stores(settings.redis_url)
limits = Limits(connections=5, rate=settings.rate, burst=max(1, 4 * settings.rate))
room = Room(metrics, limits, log, presence)
door = Door(tickets, settings)

api = responder.API(
    sessions=False, lifespan=room.alive, static_dir=PAGE, max_request_size=1024, gzip=False
)
api.before_request(websocket=True)(door.check)
api.add_route("/chat", room.receive, websocket=True)
api.add_route("/ticket", door.sell, methods=["GET", "POST"])
Care(room, limits, metrics).add_routes(api)
add_pages(api)


if __name__ == "__main__":
    print("Open the address below in two windows: http://127.0.0.1:5042/ unless you set another.")
    serve(api, room.goodbye, **SETTINGS)
