"""Wrong on purpose: the remainder of a division changes for most rooms when the divisor does.

The check says: A remainder does that: it changes for most rooms when there is one log more.
"""

from hashlib import sha256

import responder

api = responder.API(sessions=False)


def weight(shard, room):
    """A number that looks like chance, and is the same for the same two in every process."""
    return sha256(f"{shard}/{room}".encode()).digest()


def shard_of(room, shards):
    return int.from_bytes(weight("a", room), "big") % shards


@api.route("/where/{shards}/{room}", websocket=True)
async def where(ws, *, shards, room):
    await ws.accept()
    await ws.send_text(str(shard_of(room, int(shards))))
    await ws.close()


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/where/4/blue")
    api.run(address="127.0.0.1")
