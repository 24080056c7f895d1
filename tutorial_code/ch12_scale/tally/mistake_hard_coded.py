"""Wrong on purpose: it says the numbers of the example.

The check says: The numbers are those of this talk: count what comes out of the log.
"""

import json
from collections import Counter
from contextlib import asynccontextmanager

import responder

from tutorial_code.ch11_reconnect.log import Log
from tutorial_code.ch11_reconnect.resuming import Member, Room

log, counts = Log(keep=5), Counter()
room = Room(log)


async def count():
    """Follow the log from its beginning on, for ever."""
    async for _, entry in log.follow(await log.newest()):
        counts[entry["from"]] += 1


@asynccontextmanager
async def alive(api):
    async with room.alive(api):
        yield


api = responder.API(sessions=False, lifespan=alive)


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws, ws.query_params["name"]))


@api.route("/tally", websocket=True)
async def tally(ws):
    await ws.accept()
    await ws.send_text(json.dumps({"ann": 2, "ben": 1}))
    await ws.close()


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat?name=ann")
    api.run(address="127.0.0.1")
