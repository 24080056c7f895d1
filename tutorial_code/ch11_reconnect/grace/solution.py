"""Do not announce everybody who goes through a tunnel.

At ``/chat?name=ann``, everybody hears ``ann is here`` when she comes and ``ann left`` when she is
gone, and what she says, as in ``step2_ghost``. That much is done.
Now nobody shall hear ``ann left`` before she has been away for ``GRACE`` seconds; if she comes back
before that, nobody hears that she was away, nor that she is here again.
It happens, too, that she comes back before the room has noticed that her old connection is dead:
then there are two for a while, and as long as one of them is there, she is here.
The check sets ``GRACE``, so look at it whenever somebody goes.
"""

import asyncio

import responder

from tutorial_code.ch03_chat import room as plain
from tutorial_code.ch11_reconnect import step2_ghost
from tutorial_code.ch11_reconnect.resuming import Member

GRACE = 10  # seconds
api = responder.API(sessions=False)


class Room(step2_ghost.Room):
    def __init__(self):
        super().__init__()
        self.away = {}  # the alarm of each name that is away for a moment

    def join(self, member):
        plain.Room.join(self, member)
        if alarm := self.away.pop(member.name, None):
            alarm.cancel()
        elif [each.name for each in self.members].count(member.name) == 1:
            self.tell(f"{member.name} is here")

    def leave(self, member):
        plain.Room.leave(self, member)
        if member.name not in [each.name for each in self.members]:
            loop = asyncio.get_running_loop()
            self.away[member.name] = loop.call_later(GRACE, self.give_up, member.name)

    def give_up(self, name):
        del self.away[name]
        self.tell(f"{name} left")


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws, ws.query_params.get("name", "guest")))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat?name=ann")
    api.run(address="127.0.0.1")
