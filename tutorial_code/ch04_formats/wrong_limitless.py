"""Wrong on purpose: no limit of its own, and nobody catches what happens at the server's limit."""

import responder

api = responder.API(sessions=False)


@api.route("/ws", websocket=True)
async def measure(ws):
    await ws.accept()
    while True:
        message = await ws.receive_text()
        await ws.send_text(f"{len(message)} characters")


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
