"""Count how often each member has spoken, beside the room and without its help.

At ``/chat?name=ann`` is the room of this chapter, whose log keeps the last five entries.
At ``/tally``, a client receives one JSON object, such as ``{"ann": 2, "ben": 1}``, and is closed.
It says how many entries of each name the log has had since the program started: those that are
forgotten are counted, too, and what a client has said twice under one key is counted once.
"""

import asyncio
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
        counting = asyncio.create_task(count())
        yield
        counting.cancel()


api = responder.API(sessions=False, lifespan=alive)


@api.route("/chat", websocket=True)
async def chat(ws):
    await room.serve(Member(ws, ws.query_params["name"]))


@api.route("/tally", websocket=True)
async def tally(ws):
    await ws.accept()
    await ws.send_text(json.dumps(counts))
    await ws.close()


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat?name=ann")
    api.run(address="127.0.0.1")
