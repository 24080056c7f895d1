"""Wrong on purpose: the handler only sends, so it does not notice that its client has left."""

import asyncio

import responder
from starlette.websockets import WebSocketDisconnect

SETTINGS = {"timeout_graceful_shutdown": 1}  # without it, Ctrl-C waits for those who left

api = responder.API(sessions=False)
queues = set()


def announce():
    for queue in queues:
        queue.put_nowait(f"{len(queues)} here")


@api.route("/count", websocket=True)
async def count(ws):
    await ws.accept()
    mine = asyncio.Queue()
    queues.add(mine)
    announce()
    try:
        while True:
            await ws.send_text(await mine.get())
    except WebSocketDisconnect:
        pass
    finally:
        queues.discard(mine)
        announce()


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/count")
    api.run(address="127.0.0.1", **SETTINGS)
