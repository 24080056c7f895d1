"""Do not announce everybody who goes through a tunnel: count comings, and look later."""

import asyncio
from collections import Counter

import responder

from tutorial_code.ch03_chat import room as plain
from tutorial_code.ch11_reconnect import step2_ghost
from tutorial_code.ch11_reconnect.resuming import Member

GRACE = 10  # seconds
api = responder.API(sessions=False)


class Room(step2_ghost.Room):
    def __init__(self):
        super().__init__()
        self.open, self.comings, self.tasks = Counter(), Counter(), set()  # by name; who waits

    def join(self, member):
        plain.Room.join(self, member)
        self.open[member.name] += 1
        self.comings[member.name] += 1
        if self.comings[member.name] == 1:
            self.tell(f"{member.name} is here")

    def leave(self, member):
        plain.Room.leave(self, member)
        self.open[member.name] -= 1
        task = asyncio.create_task(self.wait(member.name, self.comings[member.name]))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def wait(self, name, comings):
        await asyncio.sleep(GRACE)
        if self.open[name] == 0 and self.comings[name] == comings:
            self.comings[name] = 0
            self.tell(f"{name} left")


room = Room()


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws, ws.query_params.get("name", "guest")))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat?name=ann")
    api.run(address="127.0.0.1")
