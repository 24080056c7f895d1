"""Serve a page whose client comes back by itself, and the room that it speaks to."""

from pathlib import Path

import responder

from tutorial_code.ch11_reconnect.log import Log
from tutorial_code.ch11_reconnect.resuming import Member, Room

HERE = Path(__file__).parent
room = Room(Log())
api = responder.API(sessions=False, lifespan=room.alive)


@api.route("/")
async def index(req, resp):
    resp.file(HERE / "page.html")


@api.route("/client.js")
async def client(req, resp):
    resp.file(HERE / "client.js")


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws, ws.query_params.get("name", "guest")))


if __name__ == "__main__":
    print("Open http://127.0.0.1:5042/?name=ann and, in another window, /?name=ben")
    api.run(address="127.0.0.1")
