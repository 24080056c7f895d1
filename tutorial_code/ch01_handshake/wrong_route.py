"""Wrong on purpose: the route does not say that it is a WebSocket."""

import responder

api = responder.API(sessions=False)


@api.route("/ws")
async def socket(ws):
    await ws.accept()
    await ws.send_text("Hello")
    await ws.close()


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
