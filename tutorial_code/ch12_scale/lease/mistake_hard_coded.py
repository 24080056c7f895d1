"""Wrong on purpose: it says the names of the example.

The check says: The names are those that the processes have said, each once
"""

import responder

LEASE = 3.0
api = responder.API(sessions=False)
processes = {}


def note(process, names):
    pass


def here():
    return ["ann", "ben", "cleo"]


@api.route("/beat/{process}", websocket=True)
async def beat(ws, *, process):
    await ws.accept()
    async for text in ws.iter_text():
        note(process, text.split(", "))
        await ws.send_text(", ".join(sorted(here())))


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/beat/7")
    api.run(address="127.0.0.1")
