"""Wrong on purpose: it says goodbye to one after the other, and so waits for each."""

from contextlib import suppress

import responder
from starlette.websockets import WebSocketDisconnect

from tutorial_code.ch09_slow_clients import step2_outbox
from tutorial_code.ch09_slow_clients.step2_outbox import Member
from tutorial_code.ch13_deploy.goodbye import serve
from tutorial_code.ch13_deploy.step1_settings import SETTINGS

api = responder.API(sessions=False)


class Room(step2_outbox.Room):
    async def goodbye(self):
        for member in list(self.members):
            with suppress(WebSocketDisconnect, RuntimeError):
                await member.ws.close(1012, "restart")


room = Room()


@api.route("/pictures", websocket=True)
async def pictures(ws):
    await room.serve(Member(ws))


@api.route("/drain", methods=["POST"])
async def drain(req, resp):
    await room.goodbye()


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/pictures")
    serve(api, room.goodbye, **SETTINGS)
