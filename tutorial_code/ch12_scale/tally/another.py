"""Count how often each member has spoken: a room that has nobody in it counts what it hears."""

import json
from contextlib import asynccontextmanager

import responder

from tutorial_code.ch03_chat import room as plain
from tutorial_code.ch11_reconnect.log import Log
from tutorial_code.ch11_reconnect.resuming import Following, Member, Room

shared = Log(keep=5)


class Counting(Following, plain.Room):
    names = ()

    def tell(self, message, but=None):
        self.names += (message["from"],)


room, ear = Room(shared), Counting(shared)


@asynccontextmanager
async def both(api):
    async with ear.alive(api), room.alive(api):
        yield


api = responder.API(sessions=False, lifespan=both)


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws, ws.query_params["name"]))


@api.route("/tally", websocket=True)
async def show(ws):
    await ws.accept()
    found = {name: ear.names.count(name) for name in sorted(set(ear.names))}
    await ws.send_text(json.dumps(found))
    await ws.close()


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat?name=ann")
    api.run(address="127.0.0.1")
