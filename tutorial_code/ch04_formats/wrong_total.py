"""Wrong on purpose: one message that is a number to Python, and to nobody else, spoils the sum."""

import responder

api = responder.API(sessions=False)
total = 0


@api.route("/ws", websocket=True)
async def add(ws):
    global total
    await ws.accept()
    async for message in ws.iter_json():
        total += message["amount"]
        await ws.send_json({"total": total})


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
