"""Wrong on purpose: there is one lease, and the beat of any process renews it for all.

The check says: Each process has a lease of its own
"""

import time

import responder

LEASE = 3.0
api = responder.API(sessions=False)
processes = {}


def note(process, names):
    global until
    processes[process], until = names, time.monotonic() + LEASE


def here():
    found = {name for names in processes.values() for name in names}
    return found if time.monotonic() < until else set()


@api.route("/beat/{process}", websocket=True)
async def beat(ws, *, process):
    await ws.accept()
    async for text in ws.iter_text():
        note(process, text.split(", "))
        await ws.send_text(", ".join(sorted(here())))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/beat/7")
    api.run(address="127.0.0.1")
