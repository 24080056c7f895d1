"""Count what happens and measure how things are, so that somebody can be told in time."""

import responder

from tutorial_code.ch13_deploy import step2_goodbye
from tutorial_code.ch13_deploy.goodbye import serve
from tutorial_code.ch13_deploy.metrics import Measured, Metrics
from tutorial_code.ch13_deploy.step2_goodbye import SETTINGS, Member

metrics = Metrics()
api = responder.API(sessions=False, lifespan=metrics.alive)


class Room(Measured, step2_goodbye.Room):
    pass


room = Room(metrics)


@api.route("/pictures", websocket=True)
async def pictures(ws):
    await room.serve(Member(ws))


@api.route("/metrics")
async def show(req, resp):
    resp.text = metrics.text()


if __name__ == "__main__":
    print("Ask me: curl http://127.0.0.1:5042/metrics")
    serve(api, room.goodbye, **SETTINGS)
