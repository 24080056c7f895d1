"""Wrong on purpose: the work blocks the event loop, and nothing else on this server runs."""

import time

import responder

SETTINGS = {"ws_ping_interval": 1, "ws_ping_timeout": 1}

api = responder.API(sessions=False)


def work(seconds):
    time.sleep(float(seconds))
    return f"worked {seconds} s"


@api.route("/work", websocket=True)
async def worker(ws):
    await ws.accept()
    async for seconds in ws.iter_text():
        await ws.send_text(work(seconds))


if __name__ == "__main__":
    print("Give me seconds of work: python -m websockets ws://127.0.0.1:5042/work")
    api.run(address="127.0.0.1", **SETTINGS)
