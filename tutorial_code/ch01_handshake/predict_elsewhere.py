"""A server with one socket, at /ws."""

import responder

api = responder.API(sessions=False)


@api.route("/")
async def page(req, resp):
    resp.text = "Hello"


@api.route("/ws", websocket=True)
async def socket(ws):
    await ws.accept()
    await ws.send_text("Hello")
    await ws.close()


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
