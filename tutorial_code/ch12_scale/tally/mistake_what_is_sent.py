"""Wrong on purpose: it counts what is sent, and not what is in the log.

The check says: What was sent twice under one key is in the log once, so count what comes out of it.
"""

import json
from collections import Counter

import responder

from tutorial_code.ch11_reconnect import resuming
from tutorial_code.ch11_reconnect.log import Log
from tutorial_code.ch11_reconnect.resuming import Member

counts = Counter()


class Room(resuming.Room):
    async def hear(self, member, message):
        counts[member.name] += 1
        await super().hear(member, message)


room = Room(Log(keep=5))
api = responder.API(sessions=False, lifespan=room.alive)


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
