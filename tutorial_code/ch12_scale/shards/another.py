"""Say which of several logs a room is on: each new log in turn may take the room over."""

import random

import responder

api = responder.API(sessions=False)


@api.route("/where/{count}/{name}", websocket=True)
async def where(ws, *, count, name):
    await ws.accept()
    chance, home = random.Random(name), 0
    for newcomer in range(1, int(count)):
        if chance.random() < 1 / (newcomer + 1):
            home = newcomer
    await ws.send_text(str(home))
    await ws.close()


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/where/4/blue")
    api.run(address="127.0.0.1")
