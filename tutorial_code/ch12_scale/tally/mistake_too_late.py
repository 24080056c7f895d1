"""Wrong on purpose: it begins to count when somebody asks for the first time.

The check says: Nothing is counted yet: the counting has to run before anybody asks.
"""

import asyncio
import json
from collections import Counter

import responder

from tutorial_code.ch11_reconnect.log import Log
from tutorial_code.ch11_reconnect.resuming import Member, Room

log, counts = Log(keep=5), Counter()
room = Room(log)


async def count():
    async for _, entry in log.follow(await log.newest()):
        counts[entry["from"]] += 1


counting = []
api = responder.API(sessions=False, lifespan=room.alive)


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws, ws.query_params["name"]))


@api.route("/tally", websocket=True)
async def tally(ws):
    counting[:] = counting or [asyncio.create_task(count())]
    await ws.accept()
    await ws.send_text(json.dumps(counts))
    await ws.close()


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat?name=ann")
    api.run(address="127.0.0.1")
