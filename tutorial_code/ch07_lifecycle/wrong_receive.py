"""Wrong on purpose: receive without asking what came."""

import responder

api = responder.API(sessions=False)


@api.route("/text", websocket=True)
async def text(ws):
    await ws.accept()
    while True:
        await ws.send_text(repr(await ws.receive_text()))


@api.route("/bytes", websocket=True)
async def raw(ws):
    await ws.accept()
    while True:
        await ws.send_text(repr(await ws.receive_bytes()))


@api.route("/json", websocket=True)
async def json(ws):
    await ws.accept()
    while True:
        await ws.send_text(repr(await ws.receive_json()))


if __name__ == "__main__":
    print("Send me no JSON: python -m websockets ws://127.0.0.1:5042/json")
    api.run(address="127.0.0.1")
