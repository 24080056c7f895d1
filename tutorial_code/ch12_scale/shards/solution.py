"""Say which of several logs a room is on, so that a new log takes over few rooms.

At ``/where/4/blue``, with the number of logs and the name of a room, a client receives the number
of the log that this room is on, from 0 to 3, as text, and is closed.
The same question gets the same answer always, in every process.
Of many rooms, each of the logs gets about as many as any other.
And where there are five logs in place of four, a room is on the same log as before, or on the new
one: none moves from one old log to another.
"""

from hashlib import sha256

import responder

api = responder.API(sessions=False)


def weight(shard, room):
    """A number that looks like chance, and is the same for the same two in every process."""
    return sha256(f"{shard}/{room}".encode()).digest()


def shard_of(room, shards):
    """The number of the log that a room is on, where there are so many."""
    return max(range(shards), key=lambda shard: weight(shard, room))


@api.route("/where/{shards}/{room}", websocket=True)
async def where(ws, *, shards, room):
    await ws.accept()
    await ws.send_text(str(shard_of(room, int(shards))))
    await ws.close()


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/where/4/blue")
    api.run(address="127.0.0.1")
