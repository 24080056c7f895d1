"""Wrong on purpose: it wants to tell somebody who does not read why it has to go."""

from contextlib import suppress

import responder
from starlette.websockets import WebSocketDisconnect

from tutorial_code.ch09_slow_clients import step2_outbox
from tutorial_code.ch09_slow_clients.step2_outbox import Member

api = responder.API(sessions=False)


class Room(step2_outbox.Room):
    async def hear(self, member, message):
        for other in list(self.members):
            if other.queue.full():
                self.leave(other)
                with suppress(WebSocketDisconnect, RuntimeError):
                    await other.ws.close(4008, "too slow")
        await super().hear(member, message)


room = Room()


@api.route("/pictures", websocket=True)
async def pictures(ws):
    await room.serve(Member(ws))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/pictures")
    api.run(address="127.0.0.1")
