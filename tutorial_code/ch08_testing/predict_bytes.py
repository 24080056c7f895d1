"""An echo that sends bytes where a text belongs."""

import responder

api = responder.API(sessions=False)


@api.route("/ws", websocket=True)
async def echo(ws):
    await ws.accept()
    message = await ws.receive_text()
    await ws.send_text(message.encode())
    await ws.close()


if __name__ == "__main__":
    print("Talk to me: python -m websockets ws://127.0.0.1:5042/ws")
    api.run(address="127.0.0.1")
