"""Wrong on purpose: only the first beat of a process starts its lease, and no other renews it.

The check says: Each beat renews the lease
"""

import time

import responder

LEASE = 3.0
api = responder.API(sessions=False)
processes = {}


def note(process, names):
    _, until = processes.get(process, (None, time.monotonic() + LEASE))
    processes[process] = names, until


def here():
    now = time.monotonic()
    believed = [names for names, until in processes.values() if now < until]
    return {name for names in believed for name in names}


@api.route("/beat/{process}", websocket=True)
async def beat(ws, *, process):
    await ws.accept()
    async for text in ws.iter_text():
        note(process, text.split(", "))
        await ws.send_text(", ".join(sorted(here())))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/beat/7")
    api.run(address="127.0.0.1")
