"""Wrong on purpose: each log gets an equal slice, and with one more, all slices move.

The check says: none may move from one old log to another
"""

from hashlib import sha256

import responder

api = responder.API(sessions=False)


def weight(shard, room):
    """A number that looks like chance, and is the same for the same two in every process."""
    return sha256(f"{shard}/{room}".encode()).digest()


def shard_of(room, shards):
    return weight("a", room)[0] * shards // 256


@api.route("/where/{shards}/{room}", websocket=True)
async def where(ws, *, shards, room):
    await ws.accept()
    await ws.send_text(str(shard_of(room, int(shards))))
    await ws.close()


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/where/4/blue")
    api.run(address="127.0.0.1")
