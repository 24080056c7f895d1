"""Wrong on purpose: it counts what the log still keeps, whenever somebody asks.

The check says: The log keeps five entries, and more have been said.
"""

import json
from collections import Counter

import responder

from tutorial_code.ch11_reconnect.log import Log
from tutorial_code.ch11_reconnect.resuming import Member, Room

log = Log(keep=5)
room = Room(log)
api = responder.API(sessions=False, lifespan=room.alive)


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws, ws.query_params["name"]))


@api.route("/tally", websocket=True)
async def tally(ws):
    await ws.accept()
    entries, _ = await log.after(None)
    await ws.send_text(json.dumps(Counter(entry["from"] for _, entry in entries)))
    await ws.close()


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat?name=ann")
    api.run(address="127.0.0.1")
