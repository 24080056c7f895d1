"""Wrong on purpose: every room is on the log of the example.

The check says: One log has all the work
"""

import responder

api = responder.API(sessions=False)


def shard_of(room, shards):
    return 0


@api.route("/where/{shards}/{room}", websocket=True)
async def where(ws, *, shards, room):
    await ws.accept()
    await ws.send_text(str(shard_of(room, int(shards))))
    await ws.close()


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/where/4/blue")
    api.run(address="127.0.0.1")
