"""Wrong on purpose: this echo takes whatever a client sends for the JSON that it hopes for."""

import responder

api = responder.API(sessions=False)


@api.route("/ws", websocket=True)
async def echo(ws):
    await ws.accept()
    async for message in ws.iter_json():
        await ws.send_json({"echo": message})


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
