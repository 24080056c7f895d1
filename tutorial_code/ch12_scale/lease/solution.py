"""Believe a process only for a while, so that one that was killed leaves no ghosts.

At ``/beat/7``, process 7 says who is there, as ``ann, ben``, again and again; each time these are
all of its names.
It is answered with the names of all who are in some process, each once, in the order of the
alphabet, as ``ann, ben, cleo``.
A process that has said nothing for ``LEASE`` seconds is not believed any more.
"""

import time
from contextlib import suppress

import responder
from starlette.websockets import WebSocketDisconnect

LEASE = 3.0  # seconds
api = responder.API(sessions=False)
processes = {}


def note(process, names):
    """A process says who is there."""
    processes[process] = names, time.monotonic() + LEASE


def here():
    """The names of all who are in some process."""
    now = time.monotonic()
    believed = [names for names, until in processes.values() if now < until]
    return {name for names in believed for name in names}


@api.route("/beat/{process}", websocket=True)
async def beat(ws, *, process):
    await ws.accept()
    with suppress(WebSocketDisconnect):  # it left before it had our answer
        async for text in ws.iter_text():
            note(process, text.split(", "))
            await ws.send_text(", ".join(sorted(here())))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/beat/7")
    api.run(address="127.0.0.1")
