"""Do not announce everybody who goes through a tunnel.

At ``/chat?name=ann``, everybody hears ``ann is here`` when she comes and ``ann left`` when she is
gone, and what she says, as in ``step2_ghost``. That much is done.
Now nobody shall hear ``ann left`` before she has been away for ``GRACE`` seconds; if she comes back
before that, nobody hears that she was away, nor that she is here again.
It happens, too, that she comes back before the room has noticed that her old connection is dead:
then there are two for a while, and as long as one of them is there, she is here.
The check sets ``GRACE``, so look at it whenever somebody goes.
"""

import responder

from tutorial_code.ch11_reconnect import step2_ghost
from tutorial_code.ch11_reconnect.resuming import Member

GRACE = 10  # seconds
api = responder.API(sessions=False)


class Room(step2_ghost.Room):
    def join(self, member):
        # TODO: perhaps it was away for a moment only.
        super().join(member)

    def leave(self, member):
        # TODO: perhaps it comes back.
        super().leave(member)


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws, ws.query_params.get("name", "guest")))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat?name=ann")
    api.run(address="127.0.0.1")
