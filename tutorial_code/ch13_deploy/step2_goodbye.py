"""Say goodbye to everybody at once, and only then stop: a restart is no accident."""

import responder

from tutorial_code.ch09_slow_clients import step2_outbox
from tutorial_code.ch13_deploy.goodbye import Leaving, Parting, serve
from tutorial_code.ch13_deploy.step1_settings import SETTINGS

api = responder.API(sessions=False)


class Member(Parting, step2_outbox.Member):
    pass


class Room(Leaving, step2_outbox.Room):
    pass


room = Room()


@api.route("/pictures", websocket=True)
async def pictures(ws):
    await room.serve(Member(ws))


@api.route("/drain", methods=["POST"])
async def drain(req, resp):
    stuck = await room.goodbye()
    resp.text = f"{len(stuck)} did not go"


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/pictures")
    serve(api, room.goodbye, **SETTINGS)
