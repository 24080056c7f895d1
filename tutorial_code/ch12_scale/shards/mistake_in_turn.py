"""Wrong on purpose: the logs take turns, so the answer depends on what was asked before.

The check says: Whoever asks again has to get the same answer, and in another process, too.
"""

from itertools import count

import responder

api = responder.API(sessions=False)


turn = count()


def shard_of(room, shards):
    return next(turn) % shards


@api.route("/where/{shards}/{room}", websocket=True)
async def where(ws, *, shards, room):
    await ws.accept()
    await ws.send_text(str(shard_of(room, int(shards))))
    await ws.close()


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/where/4/blue")
    api.run(address="127.0.0.1")
