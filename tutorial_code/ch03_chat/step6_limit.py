"""Bound each queue: a member that falls too far behind leaves the room at once."""

import asyncio

import responder

from tutorial_code.ch03_chat.step5_queue import read, side_by_side, write

LIMIT = 10  # messages that may wait for one member

api = responder.API(sessions=False)
members = {}  # the queue of each member, and the event that ends its stay
turn = asyncio.Lock()


async def broadcast(message):
    async with turn:
        for _ in range(100):  # a second at most
            if not any(queue.full() for queue in members):
                break
            await asyncio.sleep(0.01)
        for queue, too_slow in list(members.items()):
            if queue.full():
                del members[queue]
                too_slow.set()
            else:
                queue.put_nowait(message)
        await asyncio.sleep(0)  # the writers' turn


@api.route("/chat", websocket=True)
async def chat(ws):
    await ws.accept()
    mine, too_slow = asyncio.Queue(LIMIT), asyncio.Event()
    members[mine] = too_slow
    try:
        await side_by_side(read(ws, broadcast), write(ws, mine), too_slow.wait())
    finally:
        members.pop(mine, None)


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/chat")
    api.run(address="127.0.0.1")
