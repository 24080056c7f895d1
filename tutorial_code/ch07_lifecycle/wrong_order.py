"""Wrong on purpose: calls that come too early, too late, or twice."""

import responder

api = responder.API(sessions=False)


@api.route("/send-first", websocket=True)
async def send_before_accept(ws):
    await ws.send_text("welcome")


@api.route("/accept-twice", websocket=True)
async def accept_twice(ws):
    await ws.accept()
    await ws.accept()


@api.route("/send-last", websocket=True)
async def send_after_close(ws):
    await ws.accept()
    await ws.close()
    await ws.send_text("one more thing")


@api.route("/receive-last", websocket=True)
async def receive_after_close(ws):
    await ws.accept()
    await ws.close()
    await ws.receive_text()


if __name__ == "__main__":
    print("Watch my log: python -m websockets ws://127.0.0.1:5042/send-last")
    api.run(address="127.0.0.1")
